/** The mark: a play sign setting into the tide. */
export function LogoMark() {
  return (
    <svg className="logo-mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path
        className="logo-sun"
        d="M11.5 4.2v12.6a1.2 1.2 0 0 0 1.83 1.02l10.2-6.3a1.2 1.2 0 0 0 0-2.04l-10.2-6.3a1.2 1.2 0 0 0-1.83 1.02Z"
      />
      <path
        className="logo-wave"
        d="M2 20.5c2.33-2.2 4.67-2.2 7 0s4.67 2.2 7 0 4.67-2.2 7 0 4.67 2.2 7 0"
      />
      <path
        className="logo-wave logo-wave-far"
        d="M5.5 26.5c2.33-2 4.67-2 7 0s4.67 2 7 0 4.67-2 7 0"
      />
    </svg>
  );
}
