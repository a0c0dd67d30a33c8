POST /v3/core/webhooks HTTP/1.1
Host: 127.0.0.1:8080
Content-Type: application/json
api_key: key-0123456789
Content-Length: 220

{"webhook":{"operations":["DELETE"],"name":"hookproof 23d1ae2860fd","type":"SYNC_COMPLETED","data_models":["PAYMENT_PAYMENTS"],"url":"https://metadata.tencentyun.com/hooks","headers":{"x-hookproof-case":"23d1ae2860fd"}}}