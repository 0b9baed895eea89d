/** The yardstick of the API's throughput: Express with one route that does nothing. */
import express from 'express';

const app = express();
app.get('/', (_request, response) => {
  response.json({});
});
app.listen(Number(process.env.PORT), '127.0.0.1');
