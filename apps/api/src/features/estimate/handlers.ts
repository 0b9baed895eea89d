import type { Estimate } from '@tidecast/contract/estimate';
import type { estimateRoutes } from '@tidecast/contract/routes/estimate';
import { estimateCost } from '@tidecast/encoding/estimate';
import { HttpProblem } from '@tidecast/http/problem';
import type { ApiHandlers } from '../../http/serve-routes.ts';

export const estimateHandlers: ApiHandlers<typeof estimateRoutes> = {
  estimate({ body: { frameRate, ...source } }) {
    const body = estimateOf({ ...source, ...(frameRate !== undefined && { frameRate }) });
    return { status: 200, body };
  },
};

function estimateOf(source: Parameters<typeof estimateCost>[0]): Estimate {
  try {
    const { renditions, minutes, usd } = estimateCost(source);
    return {
      renditions: renditions.map(({ rung, width, height, usd }) => ({ rung, width, height, usd })),
      minutes,
      usd,
    };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new HttpProblem('not_encodable', error.message);
  }
}
