// Netlify: put this file and worker.mjs into netlify/edge-functions/ of the site's repository, and
// publish the folder that `fichero build` writes.

import {ASIDE, answer, fetchAside} from './worker.mjs';

export default request => request.headers.has(ASIDE) ? undefined : answer(request, fetchAside);

export const config = {path: '/*'};
