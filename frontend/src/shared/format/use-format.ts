import { useMemo } from 'react';
import { useFormatter, useLocale } from 'use-intl/react';

const byteUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** Steps of an age, in seconds, from the coarsest. */
const ageSteps = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

/** Numbers as people of the chosen language write them. */
export function useFormat() {
  const locale = useLocale();
  const format = useFormatter();
  return useMemo(() => {
    const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
    return {
      /** 0.42 as 42 %. Rounded down, so that 100 % means done. */
      percent: (fraction: number) =>
        format.number(Math.floor(fraction * 100) / 100, { style: 'percent' }),
      /** Decimal units, as storage is sold and browsers show it. */
      bytes: (bytes: number) => {
        const power = Math.min(
          byteUnits.length - 1,
          Math.floor(Math.log10(Math.max(bytes, 1)) / 3),
        );
        const value = bytes / 1000 ** power;
        return format.number(value, {
          style: 'unit',
          unit: byteUnits[power] ?? 'byte',
          unitDisplay: power === 0 ? 'long' : 'short',
          maximumFractionDigits: power < 2 || value >= 100 ? 0 : 1,
        });
      },
      usd: (amount: number) =>
        format.number(amount, {
          style: 'currency',
          currency: 'USD',
          currencyDisplay: 'narrowSymbol',
          minimumFractionDigits: amount < 0.1 ? 3 : 2,
          maximumFractionDigits: amount < 0.1 ? 3 : 2,
        }),
      /** How long ago: "3 days ago". */
      age: (time: string) => {
        const seconds = (Date.now() - Date.parse(time)) / 1000;
        const step = ageSteps.find(([, length]) => seconds >= length);
        return step
          ? relative.format(-Math.floor(seconds / step[1]), step[0])
          : relative.format(0, 'second');
      },
      date: (time: string) => format.dateTime(new Date(time), { dateStyle: 'long' }),
      /** A rough length of time still to go, such as "3 min". */
      span: (seconds: number) => {
        const [value, unit] =
          seconds >= 5400
            ? ([Math.round(seconds / 3600), 'hour'] as const)
            : seconds >= 90
              ? ([Math.round(seconds / 60), 'minute'] as const)
              : ([Math.max(1, Math.round(seconds)), 'second'] as const);
        return format.number(value, { style: 'unit', unit, unitDisplay: 'short' });
      },
      list: (items: readonly string[]) => format.list(items),
    };
  }, [locale, format]);
}
