/** The variables by which a task finds what it is to do. */
export const workerVariables = {
  code: 'FIBIMG_WORKER_URL',
  sha256: 'FIBIMG_WORKER_SHA256',
  assignment: 'FIBIMG_ASSIGNMENT_URL',
} as const;

/** Fetches the shard's code, and runs it only where it is what the conductor had: the image has Node and nothing else. */
const script = `const e=process.env,fail=(x)=>{console.error(String(x));process.exit(1)};
fetch(e.${workerVariables.code}).then(async(r)=>{
if(!r.ok)throw Error('the code: HTTP '+r.status);
const b=Buffer.from(await r.arrayBuffer());
if(require('crypto').createHash('sha256').update(b).digest('hex')!==e.${workerVariables.sha256})throw Error('the code has another SHA-256');
const M=require('module'),m=new M('/fibimg-worker.cjs');m.filename=m.id;m.paths=[];m._compile(b.toString(),m.id)
}).catch(fail)`;

export const bootstrapArguments = ['-e', script] as const;
