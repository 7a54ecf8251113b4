#!/bin/sh
# look.sh BROWSER PAGE WIDTH - the verdict of layout.js on a page in a window of so many pixels.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
{
	cat "$2"
	echo '<script>'
	cat "$here/layout.js"
	echo '</script>'
} > "$dir/page.html"
cat > "$dir/frame.html" << END
<!DOCTYPE html><title>nothing was heard of the page</title>
<script>addEventListener('message', e => { document.title = e.data; });</script>
<iframe src="page.html" width="$3" height="900" style="border:0"></iframe>
END
"$1" --headless --no-sandbox --disable-gpu --user-data-dir="$dir/profile" --window-size=1600,1000 \
	--virtual-time-budget=30000 --dump-dom "file://$dir/frame.html" 2> /dev/null \
	| sed -n 's/.*<title>\(.*\)<\/title>.*/\1/p' | head -n 1
