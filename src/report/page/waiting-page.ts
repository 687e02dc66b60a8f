/** Stands where there is no run to show yet, and asks again by itself. */
export const waitingPage = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'">
<meta http-equiv="refresh" content="2">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>fibimg report</title>
</head>
<body><main><h1>No run yet</h1><p>The next run that is saved appears here.</p></main></body>
</html>
`;
