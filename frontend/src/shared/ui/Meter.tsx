interface MeterProps {
  /** 0 to 1; undefined while it cannot be known. */
  value: number | undefined;
  label: string;
  waiting?: boolean;
}

/** A progress bar that says its number to screen readers. */
export function Meter({ value, label, waiting = false }: MeterProps) {
  const percent = value === undefined ? undefined : Math.floor(value * 100);
  return (
    <div
      className={waiting ? 'meter meter-waiting' : 'meter'}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
    >
      <div className="meter-fill" style={{ width: `${percent ?? 0}%` }} />
    </div>
  );
}
