/* form_refused.h - scenarios that are refused, with an option laid over them or NULL, and the line that
 * says why. */
{ "",
	NULL,
	"x.json:1:1: there is nothing in it; a scenario is one JSON object" },
{ "[]",
	NULL,
	"x.json:1:1: an array; a scenario is one JSON object" },
{ "{",
	NULL,
	"x.json:1:2: text ends too early; a closing bracket is missing" },
{ "{\"a\":1,}",
	NULL,
	"x.json:1:7: nothing follows this comma; take it away" },
{ "{\"tags\":[\"a\",]}",
	NULL,
	"x.json:1:13: nothing follows this comma; take it away" },
{ "{\"a\" 1}",
	NULL,
	"x.json:1:6: a colon belongs here" },
{ "{\"a\":1}{",
	NULL,
	"x.json:1:8: something follows the value; it ends with the bracket that it beg"
		"ins with" },
{ "{'a':1}",
	NULL,
	"x.json:1:2: strings stand in \"double quotes\"" },
{ "{\"seed\": NaN}",
	NULL,
	"x.json:1:10: JSON has no such number; a finite one belongs here" },
{ "{\"seed\": -Infinity}",
	NULL,
	"x.json:1:11: JSON has no such number; a finite one belongs here" },
{ "{\"seed\": +1}",
	NULL,
	"x.json:1:10: not a JSON value; write \"3 h\", 0.5, true, [ ... ] or { ... } f"
		"or instance" },
{ "{\"seed\": 01}",
	NULL,
	"x.json:1:11: leading zero in a number; a number begins with 0 only if the poi"
		"nt follows" },
{ "{\"seed\": .5}",
	NULL,
	"x.json:1:10: not a JSON value; write \"3 h\", 0.5, true, [ ... ] or { ... } f"
		"or instance" },
{ "{ // c\n}",
	NULL,
	"x.json:1:3: JSON has no comments; write \"$comment\": \"...\"" },
{ "{ /* c */ }",
	NULL,
	"x.json:1:3: JSON has no comments; write \"$comment\": \"...\"" },
{ "{ # c\n}",
	NULL,
	"x.json:1:3: JSON has no comments; write \"$comment\": \"...\"" },
{ "\xef\xbb\xbf{}",
	NULL,
	"x.json:1:1: a byte order mark; save it as UTF-8 without one" },
{ "{\"seed\": 1, \"seed\": 2}",
	NULL,
	"x.json:1:13: the key \"seed\" a second time; an object has each key once" },
{ "{\"seed\": 1, \"se\\u0065d\": 2}",
	NULL,
	"x.json:1:13: the key \"se\\u0065d\" a second time; an object has each key onc"
		"e" },
{ "{\"$comment\": 1, \"$comment\": 2}",
	NULL,
	"x.json:1:17: the key \"$comment\" a second time; an object has each key once" },
{ "{\"name\": \"\\u0000\"}",
	NULL,
	"x.json:1:11: this escape is no character of a text; NUL and halves of pairs a"
		"re none" },
{ "{\"name\": \"\\ud800\"}",
	NULL,
	"x.json:1:11: this escape is no character of a text; NUL and halves of pairs a"
		"re none" },
{ "{\"name\": \"\\ud800\\u0041\"}",
	NULL,
	"x.json:1:11: this escape is no character of a text; NUL and halves of pairs a"
		"re none" },
{ "{\"name\": \"a\tb\"}",
	NULL,
	"x.json:1:12: control character in a string; write \\n or \\t" },
{ "{\"name\": \"a",
	NULL,
	"x.json:1:12: text ends inside a string; its closing quote is missing" },
{ "{\"name\": \"\xff\"}",
	NULL,
	"x.json:1:11: invalid UTF-8; save it as UTF-8" },
{ "{\"name\": \"\xc0\xaf\"}",
	NULL,
	"x.json:1:11: invalid UTF-8; save it as UTF-8" },
{ "{\"name\": \"\xed\xa0\x80\"}",
	NULL,
	"x.json:1:11: invalid UTF-8; save it as UTF-8" },
{ "{\"n\xc3\xa4me\x9b\": 1}",
	NULL,
	"x.json:1:7: invalid UTF-8; save it as UTF-8" },
{ "{\n\t\"n\xc3\xa4me\": 1}",
	NULL,
	"x.json:2:2: n\xc3\xa4me: a scenario has no such key (did you mean \"name\"?)" },
{ "{\"n\xe2\x80\xae" "ame\": 1}",
	NULL,
	"x.json:1:2: n???ame: a scenario has no such key (did you mean \"name\"?)" },
{ "{\"n\\u001b[31m\": 1}",
	NULL,
	"x.json:1:2: n?[31m: a scenario has no such key; there are name, time, seed, p"
		"arams, classes, price, traces, events, day, steps, tags, outputs, weights, bo"
		"nd, strict, share, assert" },
{ "{\"seed\": 9007199254740993}",
	NULL,
	"x.json:1:10: 9007199254740993 is beyond 2^53, where plain numbers lose digits"
		"; write it in quotes" },
{ "{\"seed\": 1e16}",
	NULL,
	"x.json:1:10: 1e16 is beyond 2^53, where plain numbers lose digits; write it i"
		"n quotes" },
{ "{\"seed\": 1e999}",
	NULL,
	"x.json:1:10: 1e999 is beyond 2^53, where plain numbers lose digits; write it "
		"in quotes" },
{ "{\"assert\": [-9007199254740993]}",
	NULL,
	"x.json:1:13: -9007199254740993 is beyond 2^53, where plain numbers lose digit"
		"s; write it in quotes" },
{ "{\"seed\": 9007199254740992.0}",
	NULL,
	"x.json:1:10: 9007199254740992.0 is beyond 2^53, where plain numbers lose digi"
		"ts; write it in quotes" },
{ "{\"nme\": 1}",
	NULL,
	"x.json:1:2: nme: a scenario has no such key (did you mean \"name\"?)" },
{ "{\"xyzzyxyzzy\": 1}",
	NULL,
	"x.json:1:2: xyzzyxyzzy: a scenario has no such key; there are name, time, see"
		"d, params, classes, price, traces, events, day, steps, tags, outputs, weights"
		", bond, strict, share, assert" },
{ "{\"time\": {\"horizont\": \"1 h\"}}",
	NULL,
	"x.json:1:11: time.horizont: time has no such key (did you mean \"horizon\"?)" },
{ "{\"name\": \"x\"}",
	NULL,
	"x.json:1:1: time.horizon: missing; a duration, \"3 h\" for instance" },
{ "{}",
	NULL,
	"x.json:1:1: time.horizon: missing; a duration, \"3 h\" for instance" },
{ "{\"$append\": []}",
	NULL,
	"x.json:1:13: an array; an object belongs here" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"classes\": [{\"class\": \"dc\", \"cont\": 1}"
		"]}",
	NULL,
	"x.json:1:58: classes.dc.cont: a class has no such key (did you mean \"count\""
		"?)" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"classes\": [{\"count\": 1}]}",
	NULL,
	"x.json:1:42: classes.0.class: missing; a text in quotes" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"price\": {\"model\": \"gbm\"}}",
	NULL,
	"x.json:1:39: price.volatility: missing; a plain number, 0.35 for instance" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"price\": {\"volatility\": 1}}",
	NULL,
	"x.json:1:40: price.volatility: this key does not go with model \"constant\", "
		"only with gbm" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"price\": {\"model\": \"replay\", \"drift\": "
		"\"1 %/year\", \"trace\": \"x\"}}",
	NULL,
	"x.json:1:59: price.drift: this key does not go with model \"replay\", only wi"
		"th gbm" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"price\": {\"model\": \"replay\", \"trace\": "
		"\"x\"}}",
	NULL,
	"x.json:1:68: price.trace: no trace has this name" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"price\": {\"model\": \"gmb\"}}",
	NULL,
	"x.json:1:49: price.model: \"gmb\" is not known here (did you mean \"gbm\"?)" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"price\": {\"model\": 3}}",
	NULL,
	"x.json:1:49: price.model: a number; a name in quotes belongs here" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"events\": [{\"at\": \"1 h\", \"do\": \"param"
		"s.set\", \"by\": \"1 %\"}]}",
	NULL,
	"x.json:1:75: events.0.by: this key does not go with do \"params.set\", only w"
		"ith price.scale" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"traces\": {\"a.b\": {\"file\": \"x\"}}}",
	NULL,
	"x.json:1:41: traces.a.b: a name has letters, digits, - and _" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"traces\": {\"\": {\"file\": \"x\"}}}",
	NULL,
	"x.json:1:41: traces.: a name has at least one letter" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"traces\": {\"a\": {}}}",
	NULL,
	"x.json:1:46: traces.a.file: missing; a text in quotes" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"traces\": []}",
	NULL,
	"x.json:1:40: traces: an array; an object of names and objects belongs here" },
{ "{\"time\": 3}",
	NULL,
	"x.json:1:10: time: a number; an object belongs here" },
{ "{\"time\": null}",
	NULL,
	"x.json:1:10: time: null; an object belongs here" },
{ "{\"time\": {\"horizon\": 3}}",
	NULL,
	"x.json:1:22: time.horizon: 3 lacks a unit; a duration is given in ms, s, min,"
		" h, d or weeks, in quotes" },
{ "{\"time\": {\"horizon\": \"3\"}}",
	NULL,
	"x.json:1:22: time.horizon: 3 lacks a unit; a duration is given in ms, s, min,"
		" h, d or weeks" },
{ "{\"time\": {\"horizon\": [\"3 h\"]}}",
	NULL,
	"x.json:1:22: time.horizon: an array; a duration, \"3 h\" for instance, belong"
		"s here" },
{ "{\"time\": {\"horizon\": true}}",
	NULL,
	"x.json:1:22: time.horizon: true; a duration, \"3 h\" for instance, belongs he"
		"re" },
{ "{\"time\": {\"horizon\": \"3 hours\"}}",
	NULL,
	"x.json:1:22: time.horizon: no unit is called \"hours\" (did you mean h?); a d"
		"uration is given in ms, s, min, h, d or weeks" },
{ "{\"time\": {\"horizon\": \"3 SPON\"}}",
	NULL,
	"x.json:1:22: time.horizon: a duration cannot be given as an amount of SPON (3"
		" SPON); it is given in ms, s, min, h, d or weeks, like 3 h" },
{ "{\"time\": {\"horizon\": \" 3 h\"}}",
	NULL,
	"x.json:1:22: time.horizon: a blank before the number; it begins with a digit" },
{ "{\"time\": {\"horizon\": \"-3 h\"}}",
	NULL,
	"x.json:1:22: time.horizon: a quantity has no sign; it begins with a digit" },
{ "{\"time\": {\"horizon\": \"1 min\"}}",
	NULL,
	"x.json:1:22: time.horizon: 1 min is too small; the smallest admitted is 1 h" },
{ "{\"time\": {\"horizon\": \"4000 d\"}}",
	NULL,
	"x.json:1:22: time.horizon: 4000 d is too large; the largest admitted is 3650 "
		"d" },
{ "{\"time\": {\"horizon\": \"0.0001 ms\"}}",
	NULL,
	"x.json:1:22: time.horizon: 0.0001 ms is no multiple of the smallest step, 1 m"
		"s" },
{ "{\"time\": {\"horizon\": \"1e3 s\"}}",
	NULL,
	"x.json:1:22: time.horizon: a number has no exponent; write all of its digits" },
{ "{\"time\": {\"horizon\": \"\"}}",
	NULL,
	"x.json:1:22: time.horizon: nothing is given; a duration is written like 3 h" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"seed\": \"x\"}",
	NULL,
	"x.json:1:38: seed: \"x\" does not begin with a number; a count is written lik"
		"e 12" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"seed\": 1.5}",
	NULL,
	"x.json:1:38: seed: 1.5 is no multiple of the smallest step, 1" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"seed\": -1}",
	NULL,
	"x.json:1:38: seed: a quantity has no sign; it begins with a digit" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"seed\": \"18446744073709551616\"}",
	NULL,
	"x.json:1:38: seed: 18446744073709551616 is too large; the largest admitted is"
		" 18446744073709551615" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"seed\": {}}",
	NULL,
	"x.json:1:38: seed: an object; a count, 12 for instance, belongs here" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"classes\": [{\"class\": \"a\", \"count\": 0}"
		"]}",
	NULL,
	"x.json:1:66: classes.a.count: 0 is too small; the smallest admitted is 1" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"classes\": [{\"class\": \"a\", \"count\": 42"
		"94967296}]}",
	NULL,
	"x.json:1:66: classes.a.count: 4294967296 is too large; the largest admitted i"
		"s 1000000" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"classes\": [{\"class\": \"a\", \"threads\": "
		"\"4294967296 threads\"}]}",
	NULL,
	"x.json:1:68: classes.a.threads: 4294967296 threads is too large; the largest "
		"admitted is 4294967295 threads" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"classes\": [{\"class\": \"a\", \"threads\": "
		"\"3 GPUs\"}]}",
	NULL,
	"x.json:1:68: classes.a.threads: a number of threads cannot be given as a numb"
		"er of GPUs (3 GPUs); it is given in threads, like 64 threads" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"classes\": [{\"class\": \"\"}]}",
	NULL,
	"x.json:1:52: classes.0.class: \"\" is too short; a text of 1 or more bytes be"
		"longs here" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"classes\": [{\"class\": \"abcdefghijklmnopqr"
		"stu\"}]}",
	NULL,
	"x.json:1:52: classes.abcdefghijklmnopqrstu.class: the text is too long; at mo"
		"st 20 bytes belong here" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"classes\": [7]}",
	NULL,
	"x.json:1:42: classes.0: a number; an object belongs here" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"classes\": {}}",
	NULL,
	"x.json:1:41: classes: an object; an array of objects belongs here" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"classes\": [{\"class\": \"a\"}, {\"class\": "
		"\"a\"}, {\"class\": \"a\"}, {\"class\": \"a\"}, {\"class\": \"a\"}, {\"class"
		"\": \"a\"}, {\"class\": \"a\"}, {\"class\": \"a\"}, {\"class\": \"a\"}, {\"cl"
		"ass\": \"a\"}, {\"class\": \"a\"}, {\"class\": \"a\"}, {\"class\": \"a\"}, {"
		"\"class\": \"a\"}, {\"class\": \"a\"}, {\"class\": \"a\"}, {\"class\": \"a\"}"
		", {\"class\": \"a\"}, {\"class\": \"a\"}, {\"class\": \"a\"}, {\"class\": \"a"
		"\"}, {\"class\": \"a\"}, {\"class\": \"a\"}, {\"class\": \"a\"}, {\"class\": "
		"\"a\"}, {\"class\": \"a\"}, {\"class\": \"a\"}, {\"class\": \"a\"}, {\"class"
		"\": \"a\"}, {\"class\": \"a\"}, {\"class\": \"a\"}, {\"class\": \"a\"}, {\"cl"
		"ass\": \"a\"}, {\"class\": \"a\"}, {\"class\": \"a\"}, {\"class\": \"a\"}, {"
		"\"class\": \"a\"}, {\"class\": \"a\"}, {\"class\": \"a\"}, {\"class\": \"a\"}"
		", {\"class\": \"a\"}, {\"class\": \"a\"}, {\"class\": \"a\"}, {\"class\": \"a"
		"\"}, {\"class\": \"a\"}, {\"class\": \"a\"}, {\"class\": \"a\"}, {\"class\": "
		"\"a\"}, {\"class\": \"a\"}, {\"class\": \"a\"}, {\"class\": \"b\"}]}",
	NULL,
	"x.json:1:41: classes: 51 items; at most 50 are admitted" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"classes\": [{\"class\": \"a\", \"exit\": {}}"
		"]}",
	NULL,
	"x.json:1:65: classes.a.exit.below: missing; an amount of USD, \"50_000 USD\" "
		"for instance" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"classes\": [{\"class\": \"a\", \"exit\": {\""
		"below\": \"-1001 USD\"}}]}",
	NULL,
	"x.json:1:75: classes.a.exit.below: -1001 USD is too small; the smallest admit"
		"ted is -1000 USD" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"strict\": \"true\"}",
	NULL,
	"x.json:1:40: strict: a string; true or false belongs here" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"strict\": 1}",
	NULL,
	"x.json:1:40: strict: a number; true or false belongs here" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"name\": 3}",
	NULL,
	"x.json:1:38: name: a number; a text in quotes belongs here" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"tags\": [\"a\", 3]}",
	NULL,
	"x.json:1:44: tags.1: a number; a text in quotes belongs here" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"tags\": \"a\"}",
	NULL,
	"x.json:1:38: tags: a string; an array of texts belongs here" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"day\": [1, 2, 3]}",
	NULL,
	"x.json:1:37: day: 3 numbers; 4 belong here" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"day\": [1, 2, 3, \"4\"]}",
	NULL,
	"x.json:1:47: day.3: a string; a plain number, 0.35 for instance, belongs here" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"day\": [1, 2, 3, -4]}",
	NULL,
	"x.json:1:47: day.3: a negative number is not admitted here" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"day\": [1, 2, 3, 1e-23]}",
	NULL,
	"x.json:1:47: day.3: a number has at most 22 digits behind the point and is at"
		" most 2^53" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"steps\": [\"1 h\", 2]}",
	NULL,
	"x.json:1:47: steps.1: 2 lacks a unit; a duration is given in ms, s, min, h, d"
		" or weeks, in quotes" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"outputs\": [\"csv\", \"pdf\"]}",
	NULL,
	"x.json:1:49: outputs: \"pdf\" is not known here; there are csv, json, html" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"outputs\": [\"csv\", \"csv\"]}",
	NULL,
	"x.json:1:49: outputs: \"csv\" a second time" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"outputs\": [3]}",
	NULL,
	"x.json:1:42: outputs: a number; a name in quotes belongs here" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"weights\": {\"prize\": 1}}",
	NULL,
	"x.json:1:42: weights.prize: \"prize\" is not known here (did you mean \"price"
		"\"?)" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"weights\": {\"price\": -1}}",
	NULL,
	"x.json:1:51: weights.price: a negative number is not admitted here" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"weights\": {\"price\": 0}}",
	"weights.uptime=0",
	"x.json:1:41: weights: all weights are 0; at least one is more than that" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"weights\": {\"price\": \"1\"}}",
	NULL,
	"x.json:1:51: weights.price: a string; a plain number, 0.35 for instance, belo"
		"ngs here" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"bond\": \"1_000_000.1 SPON\"}",
	NULL,
	"x.json:1:38: bond: 1_000_000.1 SPON is too large; the largest admitted is 100"
		"0000 SPON" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"bond\": \"3402823669209384634633746074317682"
		"11456 SPON unit\"}",
	NULL,
	"x.json:1:38: bond: the number has too many digits; 2^128 - 1 is the largest" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"bond\": \"0.0000000000000000001 SPON\"}",
	NULL,
	"x.json:1:38: bond: 0.0000000000000000001 SPON is no multiple of the smallest "
		"step, 1 SPON unit" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"bond\": 1000}",
	NULL,
	"x.json:1:38: bond: 1000 lacks a unit; an amount of SPON is given in SPON or S"
		"PON unit, in quotes" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"share\": 1.01}",
	NULL,
	"x.json:1:39: share: 1.01 is too large; the largest admitted is 100 %" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"share\": \"50\"}",
	NULL,
	"x.json:1:39: share: 50 is too large; the largest admitted is 100 %" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"share\": \"0.0000001\"}",
	NULL,
	"x.json:1:39: share: 0.0000001 is no multiple of the smallest step, 1 ppm" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"price\": {\"model\": \"gbm\", \"volatility\""
		": 5.1}}",
	NULL,
	"x.json:1:70: price.volatility: 5.1 is too large; the largest admitted is 5" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"price\": {\"model\": \"gbm\", \"volatility\""
		": -1}}",
	NULL,
	"x.json:1:70: price.volatility: a negative number is not admitted here" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"price\": {\"model\": \"gbm\", \"volatility\""
		": 1, \"drift\": \"-501 %/year\"}}",
	NULL,
	"x.json:1:82: price.drift: -501 %/year is too small; the smallest admitted is "
		"-500 %/year" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"classes\": [{\"class\": \"a\", \"repair\": {"
		"}}]}",
	NULL,
	"x.json:1:67: classes.a.repair.dist: the kind of law is missing; there are con"
		"stant, uniform, exponential, weibull, lognormal, pareto, gamma, table" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"classes\": [{\"class\": \"a\", \"repair\": {"
		"\"dist\": 3}}]}",
	NULL,
	"x.json:1:76: classes.a.repair.dist: a number; the name of a law belongs here;"
		" there are constant, uniform, exponential, weibull, lognormal, pareto, gamma,"
		" table" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"classes\": [{\"class\": \"a\", \"repair\": {"
		"\"dist\": \"wiebull\"}}]}",
	NULL,
	"x.json:1:76: classes.a.repair.dist: no law is called \"wiebull\" (did you mea"
		"n \"weibull\"?)" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"classes\": [{\"class\": \"a\", \"repair\": {"
		"\"dist\": \"weibull\", \"scale\": \"1 d\"}}]}",
	NULL,
	"x.json:1:67: classes.a.repair.shape: missing; a law \"weibull\" needs it" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"classes\": [{\"class\": \"a\", \"repair\": {"
		"\"dist\": \"weibull\", \"scale\": \"1 d\", \"shape\": 0}}]}",
	NULL,
	"x.json:1:112: classes.a.repair.shape: 0 is too small; the smallest admitted i"
		"s 0.01" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"classes\": [{\"class\": \"a\", \"repair\": {"
		"\"dist\": \"weibull\", \"scale\": \"1 d\", \"shap\": 1}}]}",
	NULL,
	"x.json:1:103: classes.a.repair.shap: a law \"weibull\" has no such key (did y"
		"ou mean \"shape\"?)" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"classes\": [{\"class\": \"a\", \"repair\": {"
		"\"dist\": \"weibull\", \"scale\": 1, \"shape\": 1}}]}",
	NULL,
	"x.json:1:96: classes.a.repair.scale: 1 lacks a unit; a duration is given in m"
		"s, s, min, h, d or weeks, in quotes" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"classes\": [{\"class\": \"a\", \"repair\": {"
		"\"dist\": \"uniform\", \"low\": \"2 h\", \"high\": \"1 h\"}}]}",
	NULL,
	"x.json:1:109: classes.a.repair: \"high\" is less than \"low\"" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"classes\": [{\"class\": \"a\", \"repair\": {"
		"\"dist\": \"uniform\", \"low\": \"2 h\", \"high\": \"366 d\"}}]}",
	NULL,
	"x.json:1:109: classes.a.repair.high: 366 d is too large; the largest admitted"
		" is 365 d" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"classes\": [{\"class\": \"a\", \"repair\": {"
		"\"dist\": \"table\", \"quantiles\": [\"1 h\"]}}]}",
	NULL,
	"x.json:1:98: classes.a.repair.quantiles: an array of at least two quantities "
		"in rising order belongs here" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"classes\": [{\"class\": \"a\", \"repair\": {"
		"\"dist\": \"table\", \"quantiles\": [\"2 h\", \"1 h\"]}}]}",
	NULL,
	"x.json:1:106: classes.a.repair.quantiles.1: less than the one before; quantil"
		"es rise" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"classes\": [{\"class\": \"a\", \"repair\": {"
		"\"dist\": \"lognormal\", \"median\": \"1 h\", \"sigma\": 1, \"at_least\": \"2"
		" h\", \"at_most\": \"1 h\"}}]}",
	NULL,
	"x.json:1:148: classes.a.repair: \"at_most\" is less than \"at_least\"" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"classes\": [{\"class\": \"a\", \"repair\": {"
		"\"dist\": \"lognormal\", \"median\": \"1 h\", \"sigma\": \"1\"}}]}",
	NULL,
	"x.json:1:115: classes.a.repair.sigma: a string; a plain number, 0.35 for inst"
		"ance, belongs here" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"classes\": [{\"class\": \"a\", \"repair\": ["
		"]}]}",
	NULL,
	"x.json:1:67: classes.a.repair: an array; one value or an object with \"dist\""
		" belongs here" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"classes\": [{\"class\": \"a\", \"repair\": "
		"\"1 hr\"}]}",
	NULL,
	"x.json:1:67: classes.a.repair: no unit is called \"hr\" (did you mean h?); a "
		"duration is given in ms, s, min, h, d or weeks" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"classes\": [{\"class\": \"a\", \"repair\": "
		"\"0 s\"}]}",
	NULL,
	"x.json:1:67: classes.a.repair: 0 s is too small; the smallest admitted is 1 s" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"params\": {\"cooldwn_s\": 3}}",
	NULL,
	"x.json:1:41: params.cooldwn_s: no parameter of the protocol has this name (di"
		"d you mean \"cooldown_s\"?)" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"params\": {\"cooldown_s\": \"3 SPON\"}}",
	NULL,
	"x.json:1:55: params.cooldown_s: a duration cannot be given as an amount of SP"
		"ON (3 SPON); it is given in ms, s, min, h, d or weeks, like 3 h" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"params\": {\"cooldown_s\": \"300000 d\"}}",
	NULL,
	"x.json:1:55: params.cooldown_s: 300000 d is too large; the largest admitted i"
		"s 1 week" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"params\": {\"cooldown_s\": []}}",
	NULL,
	"x.json:1:55: params.cooldown_s: an array; a duration, \"3 h\" for instance, b"
		"elongs here" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"params\": {\"storage_mult\": [1, 2]}}",
	NULL,
	"x.json:1:57: params.storage_mult: 2 items; this family has 3 parameters, stor"
		"age_mult.0 to storage_mult.2" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"params\": {\"storage_mult\": 1}}",
	NULL,
	"x.json:1:57: params.storage_mult: a number; an array for the whole family bel"
		"ongs here, or name one, \"storage_mult.0\"" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"params\": {\"storage_mult\": [1, 2, 3], \"st"
		"orage_mult.1\": 3}}",
	NULL,
	"x.json:1:68: params.storage_mult.1: this parameter is in the array \"storage_"
		"mult\" as well; give it once" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"params\": {\"gpu_mult.11\": 1}}",
	NULL,
	"x.json:1:41: params.gpu_mult.11: no parameter of the protocol has this name ("
		"did you mean \"gpu_mult.1\"?)" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"params\": {\"require_stake\": 2}}",
	NULL,
	"x.json:1:58: params.require_stake: 2 is too large; the largest admitted is 1" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"params\": {\"cooldown_s\": true}}",
	NULL,
	"x.json:1:55: params.cooldown_s: true; a duration, \"3 h\" for instance, belon"
		"gs here" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"params\": {\"cooldown_s\": -1}}",
	NULL,
	"x.json:1:55: params.cooldown_s: a quantity has no sign; it begins with a digi"
		"t" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"params\": []}",
	NULL,
	"x.json:1:40: params: an array; an object of parameters of the protocol belong"
		"s here" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"tags\": {\"$append\": 3}}",
	NULL,
	"x.json:1:50: tags: \"$append\" is a number; an array belongs here" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"tags\": {\"$append\": [], \"x\": 1}}",
	NULL,
	"x.json:1:38: tags: other keys beside \"$append\"; it stands alone" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"time\": {\"$append\": []}}",
	NULL,
	"x.json:1:30: the key \"time\" a second time; an object has each key once" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"name\": {\"$append\": [\"x\"]}}",
	NULL,
	"x.json:1:38: name: \"$append\" to a string; only an array can be appended to" },
{ "{\"time\": {\"horizon\": \"1 h\"}}",
	"tme.horizon=1 h",
	"--set tme.horizon=1 h: tme: a scenario has no such key (did you mean \"time\""
		"?)" },
{ "{\"time\": {\"horizon\": \"1 h\"}}",
	"time.horizn=1 h",
	"--set time.horizn=1 h: time.horizn: time has no such key (did you mean \"hori"
		"zon\"?)" },
{ "{\"time\": {\"horizon\": \"1 h\"}}",
	"time.horizon",
	"--set time.horizon: write it as path=value, time.horizon=30d for instance" },
{ "{\"time\": {\"horizon\": \"1 h\"}}",
	"=3",
	"--set =3: write it as path=value, time.horizon=30d for instance" },
{ "{\"time\": {\"horizon\": \"1 h\"}}",
	"time..horizon=1 h",
	"--set time..horizon=1 h: time: \"time..horizon\" is no path; names are parted"
		" by points, as in time.horizon" },
{ "{\"time\": {\"horizon\": \"1 h\"}}",
	"time.=1 h",
	"--set time.=1 h: time: \"time.\" is no path; names are parted by points, as i"
		"n time.horizon" },
{ "{\"time\": {\"horizon\": \"1 h\"}}",
	"time.horizon.x=1",
	"--set time.horizon.x=1: time.horizon: this is a string and has no parts; set "
		"it as a whole" },
{ "{\"time\": {\"horizon\": \"1 h\"}}",
	"time.horizon=3",
	"--set time.horizon=3: time.horizon: 3 lacks a unit; a duration is given in ms"
		", s, min, h, d or weeks, in quotes" },
{ "{\"time\": {\"horizon\": \"1 h\"}}",
	"time=3",
	"--set time=3: time: a number; an object belongs here" },
{ "{\"time\": {\"horizon\": \"1 h\"}}",
	"seed=[",
	"--set seed=[: text ends too early; a closing bracket is missing" },
{ "{\"time\": {\"horizon\": \"1 h\"}}",
	"seed={\"a\":1,}",
	"--set seed={\"a\":1,}: nothing follows this comma; take it away" },
{ "{\"time\": {\"horizon\": \"1 h\"}}",
	"seed=\"x",
	"--set seed=\"x: text ends inside a string; its closing quote is missing" },
{ "{\"time\": {\"horizon\": \"1 h\"}}",
	"classes.dc.count=1",
	"--set classes.dc.count=1: classes.dc: no such item; there are home" },
{ "{\"time\": {\"horizon\": \"1 h\"}}",
	"classes.1.count=1",
	"--set classes.1.count=1: classes.1: no such item; there are home" },
{ "{\"time\": {\"horizon\": \"1 h\"}}",
	"classes.home.cont=1",
	"--set classes.home.cont=1: classes.home.cont: a class has no such key (did yo"
		"u mean \"count\"?)" },
{ "{\"time\": {\"horizon\": \"1 h\"}}",
	"classes.home.repair=1",
	"--set classes.home.repair=1: classes.home.repair: 1 lacks a unit; a duration "
		"is given in ms, s, min, h, d or weeks, in quotes" },
{ "{\"time\": {\"horizon\": \"1 h\"}}",
	"events.0.at=1 h",
	"--set events.0.at=1 h: events: there are no items to choose from" },
{ "{\"time\": {\"horizon\": \"1 h\"}}",
	"params.cooldwn_s=1",
	"--set params.cooldwn_s=1: params.cooldwn_s: no parameter of the protocol has "
		"this name (did you mean \"cooldown_s\"?)" },
{ "{\"time\": {\"horizon\": \"1 h\"}}",
	"include=[\"x\"]",
	"--set include=[\"x\"]: include: a scenario has no such key; there are name, t"
		"ime, seed, params, classes, price, traces, events, day, steps, tags, outputs,"
		" weights, bond, strict, share, assert" },
{ "{\"time\": {\"horizon\": \"1 h\"}}",
	"matrix=3",
	"--set matrix=3: matrix: a number; an object with \"axes\" belongs here" },
{ "{\"time\": {\"horizon\": \"1 h\"}}",
	"seed=\x1b[31m",
	"--set seed=?[31m: seed: \"?[31m\" does not begin with a number; a count is wr"
		"itten like 12" },
{ "{\"time\": {\"horizon\": \"1 h\"}}",
	"classes.home.gpus.a=1",
	"--set classes.home.gpus.a=1: classes.home.gpus: this is a number and has no p"
		"arts; set it as a whole" },
{ "{\"a\":",
	NULL,
	"x.json:1:6: text ends too early; a closing bracket is missing" },
{ "{\"a\":1",
	NULL,
	"x.json:1:7: text ends too early; a closing bracket is missing" },
{ "{\"a\":\"\\q\"}",
	NULL,
	"x.json:1:9: unknown escape in a string; write \\\\ for a backslash" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"params\": {\"storage_mult\": \"1 %\"}}",
	NULL,
	"x.json:1:57: params.storage_mult: a string; an array for the whole family bel"
		"ongs here, or name one, \"storage_mult.0\"" },
{ "{\"time\": {\"horizon\": \"1 h\"}}",
	"params.storage_mult=1",
	"--set params.storage_mult=1: params.storage_mult: a number; an array for the "
		"whole family belongs here, or name one, \"storage_mult.0\"" },
{ "nul",
	NULL,
	"x.json:1:1: not a JSON value; write \"3 h\", 0.5, true, [ ... ] or { ... } fo"
		"r instance" },
{ "true",
	NULL,
	"x.json:1:1: true; a scenario is one JSON object" },
{ "{\"time\": {\"horizon\": \"1 h\"}, \"outputs\": \"csv\"}",
	NULL,
	"x.json:1:41: outputs: a string; an array of names belongs here" },
{ "{\"time\": {\"horizon\": \"1 h\\u0000\"}}",
	NULL,
	"x.json:1:26: this escape is no character of a text; NUL and halves of pairs a"
		"re none" },
