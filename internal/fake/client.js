// What WeCom's client puts into a page that it shows: here, in a frame of the double's
// page, which holds the chat. It is served by the double alone.
(function () {
  'use strict'
  var parent = window.parent
  var waiting = {}
  var seq = 0
  function ask(what, body) {
    return new Promise(function (done, failed) {
      var id = String(++seq)
      waiting[id] = { done: done, failed: failed }
      parent.postMessage({ double: 'ask', id: id, what: what, body: body }, '*')
      if (parent === window) failed(new Error('no client'))
    })
  }
  window.addEventListener('message', function (e) {
    var d = e.data || {}
    if (d.double !== 'answer' || !waiting[d.id]) return
    if (d.error) waiting[d.id].failed(new Error(d.error)); else waiting[d.id].done(d.body)
    delete waiting[d.id]
  })
  var ready = [], errors = [], proven = { config: false, agent: false }
  function invoke(name, body, back) {
    if (!proven.agent) { back({ err_msg: name + ':fail no permission' }); return }
    ask(name, body).then(function (r) { back(Object.assign({ err_msg: name + ':ok' }, r)) }, function (e) { back({ err_msg: name + ':fail ' + e.message }) })
  }
  window.wx = {
    config: function (c) {
      ask('check', { kind: 'corp', timestamp: c.timestamp, nonce: c.nonceStr, signature: c.signature, corp: c.appId, url: location.href })
        .then(function () { proven.config = true; ready.forEach(function (f) { f() }) }, function (e) { errors.forEach(function (f) { f({ errMsg: e.message }) }) })
    },
    ready: function (f) { if (proven.config) f(); else ready.push(f) },
    error: function (f) { errors.push(f) },
    agentConfig: function (c) {
      ask('check', { kind: 'agent', timestamp: c.timestamp, nonce: c.nonceStr, signature: c.signature, corp: c.corpid, url: location.href })
        .then(function () { proven.agent = true; if (c.success) c.success({ errMsg: 'agentConfig:ok' }) }, function (e) { if (c.fail) c.fail({ errMsg: 'agentConfig:fail ' + e.message }) })
    },
    invoke: invoke,
  }
})()
