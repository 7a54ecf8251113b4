#!/bin/sh
# look.sh BROWSER PAGE... - the verdict of layout.js on each page, in windows of a desk and of a telephone:
# lines of "PAGE WIDTH: VERDICT".
set -eu
here=$(cd "$(dirname "$0")" && pwd)
browser=$1
shift
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
for page; do
	{
		cat "$page"
		echo '<script>'
		cat "$here/layout.js"
		echo '</script>'
	} > "$dir/$(basename "$page")"
	for width in 1280 390; do
		printf '["%s", %s],\n' "$(basename "$page")" $width
	done
done > "$dir/list"
cat > "$dir/frame.html" << END
<!DOCTYPE html><iframe height="900" style="border:0"></iframe><pre id="verdicts"></pre><script>
const left = [$(cat "$dir/list")], frame = document.querySelector('iframe');
let now;
const next = () => {
  now = left.shift();
  if (!now) {
    document.getElementById('verdicts').append('\n');
    return frame.remove();
  }
  frame.width = now[1];
  frame.src = now[0];
};
addEventListener('message', e => {
  document.getElementById('verdicts').append('\n' + now[0] + ' ' + now[1] + ': ' + e.data);
  next();
});
next();
</script>
END
"$browser" --headless --no-sandbox --disable-gpu --user-data-dir="$dir/profile" --window-size=1600,1000 \
	--virtual-time-budget=600000 --timeout=300000 --dump-dom "file://$dir/frame.html" 2> /dev/null \
	| grep -E '^[^ ]+\.html [0-9]+: ' || true
