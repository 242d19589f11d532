// Vercel: rename this file to middleware.mjs and put it with worker.mjs beside vercel.json, whose
// `outputDirectory` is the folder that `fichero build` writes.

import {ASIDE, answer, fetchAside} from './worker.mjs';

export default request => request.headers.has(ASIDE)
  ? new Response(null, {headers: {'x-middleware-next': '1'}})
  : answer(request, fetchAside);

export const config = {matcher: '/:path*'};
