// Vercel: rename this file to middleware.mjs and put it with worker.mjs beside vercel.json, whose
// `outputDirectory` is the folder that `fichero build` writes.

import {answer} from './worker.mjs';

/** Marks requests for files: they pass this function by. */
const FILE = 'x-fichero-file';

const fetchAsset = request => {
  const headers = new Headers(request.headers);
  headers.set(FILE, '1');
  return fetch(new Request(request, {headers}));
};

export default request => request.headers.has(FILE)
  ? new Response(null, {headers: {'x-middleware-next': '1'}})
  : answer(request, fetchAsset);

export const config = {matcher: '/:path*'};
