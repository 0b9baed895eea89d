import { answerHeaders } from '@tidecast/http/answer-headers';
import { type HttpProblem, problemBody, problemMediaType } from '@tidecast/http/problem';
import type { HandlerAnswer } from '@tidecast/http/routes';
import { privateCacheControl } from '@tidecast/platform/delivery/behaviours';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

/** The answer as API Gateway takes it. @param secure - whether the site is served over https */
export function toResult(
  answer: HandlerAnswer,
  requestId: string,
  secure: boolean,
): APIGatewayProxyStructuredResultV2 {
  const { status, body, headers } = answer;
  return {
    statusCode: status,
    headers: {
      ...answerHeaders(secure),
      'Cache-Control': privateCacheControl,
      'X-Request-Id': requestId,
      ...(body !== undefined && { 'Content-Type': 'application/json; charset=utf-8' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  };
}

/** A problem as an answer. */
export function problemAnswer(problem: HttpProblem, requestId: string): HandlerAnswer {
  return {
    status: problem.status,
    body: problemBody(problem, requestId),
    headers: { ...problem.headers, 'Content-Type': problemMediaType },
  };
}
