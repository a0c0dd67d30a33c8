// POST /v3/core/webhooks with Fastify: JSON Schema on the route, the rest as Fastify comes.
import { readFileSync } from 'node:fs'
import Fastify from 'fastify'
import { nanoid } from 'nanoid'

const { schemas } = JSON.parse(readFileSync(process.env.CONTRACT, 'utf8')).components

const webhook = {
  type: 'object',
  required: ['name', 'type', 'url', 'operations', 'data_models'],
  properties: {
    name: { type: 'string', minLength: 1 },
    type: { type: 'string', enum: schemas.WebhookType.enum },
    url: { type: 'string', format: 'uri' },
    operations: { type: 'array', items: { type: 'string', enum: schemas.Operation.enum } },
    data_models: { type: 'array', items: { type: 'string', enum: schemas.DataModel.enum } },
    headers: { type: 'object', additionalProperties: { type: 'string' }, default: {} }
  }
}

const body = { type: 'object', required: ['webhook'], properties: { webhook } }

const response = {
  200: {
    type: 'object',
    required: ['id', 'created_at'],
    properties: { id: { type: 'string' }, ...webhook.properties, created_at: { type: 'string' } }
  }
}

const app = Fastify()
const webhooks = new Map()

app.addHook('onRequest', async (request, reply) => {
  if (request.headers.api_key !== process.env.API_KEY) {
    return reply.code(401).send({ error: 'Unauthorized' })
  }
})

app.post('/v3/core/webhooks', { schema: { body, response } }, async (request) => {
  const stored = {
    id: nanoid(20),
    ...request.body.webhook,
    created_at: new Date().toISOString()
  }
  webhooks.set(stored.id, stored)
  return stored
})

await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) })
