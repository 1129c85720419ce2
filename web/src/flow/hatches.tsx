/** Fills that do not depend on colour: what is lost to view is hatched. */
export function Hatches() {
  return (
    <defs>
      <pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width="5" height="5" className="hatch-ground" />
        <line x1="0" y1="0" x2="0" y2="5" className="hatch-line" />
      </pattern>
      <pattern id="barred" width="6" height="6" patternUnits="userSpaceOnUse">
        <rect width="6" height="6" className="barred-ground" />
        <line x1="0" y1="3" x2="6" y2="3" className="barred-line" />
      </pattern>
    </defs>
  );
}
