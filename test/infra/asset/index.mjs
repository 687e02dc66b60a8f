export const handler = async () => 'fixture';
