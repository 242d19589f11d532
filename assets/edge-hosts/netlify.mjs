// Netlify: put this file and worker.mjs into netlify/edge-functions/ of the site's repository, and
// publish the folder that `fichero build` writes.

import {answer} from './worker.mjs';

/** Marks requests for files: they pass this function by. */
const FILE = 'x-fichero-file';

const fetchAsset = request => {
  const headers = new Headers(request.headers);
  headers.set(FILE, '1');
  return fetch(new Request(request, {headers}));
};

export default request => request.headers.has(FILE) ? undefined : answer(request, fetchAsset);

export const config = {path: '/*'};
