// POST /v3/core/webhooks with Express and zod: express.json(), a parsed body, no error handler.
import { readFileSync } from 'node:fs'
import express from 'express'
import { nanoid } from 'nanoid'
import { z } from 'zod'

const { schemas } = JSON.parse(readFileSync(process.env.CONTRACT, 'utf8')).components

const createWebhook = z.object({
  webhook: z.object({
    name: z.string().min(1),
    type: z.enum(schemas.WebhookType.enum),
    url: z.url(),
    operations: z.array(z.enum(schemas.Operation.enum)),
    data_models: z.array(z.enum(schemas.DataModel.enum)),
    headers: z.record(z.string(), z.string()).default({})
  })
})

const app = express()
const webhooks = new Map()

app.use(express.json())

app.use((req, res, next) => {
  if (req.get('api_key') !== process.env.API_KEY) {
    return res.status(401).json({ error: 'Unauthorized' })
  }
  next()
})

app.post('/v3/core/webhooks', (req, res) => {
  const parsed = createWebhook.safeParse(req.body)
  if (!parsed.success) {
    return res.status(400).json({ error: 'Invalid webhook', issues: parsed.error.issues })
  }
  const stored = {
    id: nanoid(20),
    ...parsed.data.webhook,
    created_at: new Date().toISOString()
  }
  webhooks.set(stored.id, stored)
  res.json(stored)
})

app.listen(Number(process.env.PORT), '127.0.0.1')
