import type { ReactNode } from 'react';

type Scene = 'calm' | 'storm' | 'fog';

/** A still sea for what is empty, a swell for what failed, fog for what cannot be found. */
function SceneArt({ scene }: { scene: Scene }) {
  return (
    <svg className={`state-art scene-${scene}`} viewBox="0 0 240 140" aria-hidden="true">
      <circle className="scene-disc" cx="120" cy={scene === 'storm' ? 52 : 62} r="38" />
      {scene === 'calm' && <path className="scene-play" d="M111 46v32l26-16Z" />}
      {scene === 'storm' && <path className="scene-mark" d="M120 34v22M120 68v.5" />}
      {scene === 'fog' && (
        <path className="scene-mark" d="M109 52a11 11 0 1 1 16 10c-4 2-5 4-5 8M120 79v.5" />
      )}
      <path
        className="scene-wave"
        d={
          scene === 'storm'
            ? 'M10 96c18-22 36-22 55 0s37 22 55 0 37-22 55 0 37 22 55 0'
            : 'M10 98c18-10 36-10 55 0s37 10 55 0 37-10 55 0 37 10 55 0'
        }
      />
      <path
        className="scene-wave scene-wave-far"
        d="M38 116c14-8 27-8 41 0s27 8 41 0 27-8 41 0 27 8 41 0"
      />
      <path className="scene-wave scene-wave-farther" d="M80 131c10-6 20-6 40 0s30 6 40 0" />
    </svg>
  );
}

interface StateProps {
  scene: Scene;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
  /** Whether the title is the page's heading or a part's. */
  level?: 1 | 2;
}

/** What a view shows instead of content: nothing yet, something failed, not found. */
export function State({ scene, title, children, actions, level = 2 }: StateProps) {
  const Heading = level === 1 ? 'h1' : 'h2';
  return (
    <div className="state" role={scene === 'storm' ? 'alert' : undefined}>
      <SceneArt scene={scene} />
      <Heading {...(level === 1 && { tabIndex: -1 })}>{title}</Heading>
      {children && <p>{children}</p>}
      {actions && <div className="actions">{actions}</div>}
    </div>
  );
}
