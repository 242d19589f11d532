// Deno, on a machine of one's own or on Deno Deploy: `deno run --allow-net --allow-read deno.mjs`.

import {answer} from './worker.mjs';

/** The site, as `fichero build` writes it. */
const SITE = new URL('{site}/', import.meta.url);

const fetchAsset = async request => {
  const path = decodeURIComponent(new URL(request.url).pathname).slice(1);
  if (path.split('/').includes('..')) return new Response(null, {status: 404});
  try {
    const file = await Deno.open(new URL(path.split('/').map(encodeURIComponent).join('/'), SITE));
    const {isFile, size} = await file.stat();
    if (isFile) return new Response(file.readable, {headers: {'content-length': String(size)}});
    file.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return new Response(null, {status: 404});
};

Deno.serve(request => answer(request, fetchAsset));
