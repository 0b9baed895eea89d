import type { Estimate } from '@tidecast/contract/estimate';
import type { estimateRoutes } from '@tidecast/contract/routes/estimate';
import { estimateCost } from '@tidecast/encoding/estimate';
import { fitsEncoder } from '@tidecast/encoding/ladder';
import type { ApiHandlers } from '../../http/serve-routes.ts';

export const estimateHandlers: ApiHandlers<typeof estimateRoutes> = {
  estimate({ body: { frameRate, ...source } }) {
    const body = estimateOf({ ...source, ...(frameRate !== undefined && { frameRate }) });
    return { status: 200, body };
  },
};

const nothing: Estimate = { renditions: [], minutes: 0, usd: 0 };

function estimateOf(source: Parameters<typeof estimateCost>[0]): Estimate {
  const { width, height } = source;
  if (!fitsEncoder({ width, height })) return nothing;
  const { renditions, minutes, usd } = estimateCost(source);
  return {
    renditions: renditions.map(({ rung, width, height, usd }) => ({ rung, width, height, usd })),
    minutes,
    usd,
  };
}
