'use strict';

// Shows the OpenAPI document as a page. Everything is set as text, never as markup.

function element(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children.filter(child => child !== null));
  return node;
}

// Descriptions mark code with backticks.
function prose(text) {
  const parts = (text ?? '').split('`');
  return element('p', {}, ...parts.map((part, i) => i % 2 ? element('code', { textContent: part }) : part));
}

function typeName(schema, api) {
  if (schema.$ref) return schema.$ref.split('/').pop();
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return [...new Set(choices.map(choice => typeName(choice, api)))].join(' or ');
  const types = [schema.type ?? 'any'].flat().filter(type => type !== 'null');
  if (types.includes('array')) return `list of ${typeName(schema.items ?? {}, api)}`;
  const numeric = types.find(type => type === 'integer' || type === 'number');
  return numeric ?? types.join(' or ');
}

function resolve(schema, api) {
  return schema?.$ref ? api.components.schemas[schema.$ref.split('/').pop()] : schema;
}

function member(name, type, required, description) {
  return element('div', { className: 'member' },
    element('dt', {}, element('code', { textContent: name }),
      element('span', { className: 'type' }, type, required ? element('span', { className: 'required', textContent: ' required' }) : null)),
    element('dd', {}, prose(description)));
}

function members(schema, api) {
  const object = resolve(schema, api);
  if (object?.oneOf)
    return element('div', {}, ...object.oneOf.flatMap(choice =>
      [element('p', {}, element('code', { textContent: typeName(choice, api) })), members(choice, api)]));
  return element('dl', {}, ...Object.entries(object?.properties ?? {}).map(([name, property]) =>
    member(name, typeName(property, api), object.required?.includes(name), property.description ?? resolve(property, api)?.description)));
}

function sample(value) {
  return element('pre', { tabIndex: 0 }, element('code', { textContent: JSON.stringify(value, null, 2) }));
}

function samples(media) {
  if (media.example) return [sample(media.example)];
  return Object.entries(media.examples ?? {}).flatMap(([name, example]) => [element('p', { textContent: `${name}:` }), sample(example.value)]);
}

function body(content, api) {
  return Object.entries(content ?? {}).flatMap(([type, media]) =>
    [element('p', {}, element('code', { textContent: type })), members(media.schema, api), ...samples(media)]);
}

function response([status, answer], api) {
  const details = element('details', { open: status === '200' && !answer.content?.['application/json']?.example });
  details.append(element('summary', {}, element('code', { textContent: status }), answer.description ?? ''), ...body(answer.content, api));
  return details;
}

function operation(path, method, details, api) {
  const parts = [
    element('h2', { textContent: details.summary }),
    element('p', { className: 'path' }, element('span', { className: `method ${method}`, textContent: method.toUpperCase() }), element('code', { textContent: path })),
    prose(details.description),
  ];
  if (details.parameters?.length)
    parts.push(element('h3', { textContent: 'Parameters' }),
      element('dl', {}, ...details.parameters.map(p => member(p.name, `${typeName(p.schema, api)}, in ${p.in}`, p.required, p.description))));
  if (details.requestBody)
    parts.push(element('h3', { textContent: 'Request' }), ...body(details.requestBody.content, api));
  parts.push(element('h3', { textContent: 'Answers' }), ...Object.entries(details.responses).map(entry => response(entry, api)));
  return element('article', { id: details.operationId }, ...parts);
}

function show(api) {
  document.title = document.getElementById('title').textContent = api.info.title;
  document.getElementById('intro').textContent = api.info.description;
  document.getElementById('version').textContent = `version ${api.info.version}`;
  const contents = document.getElementById('contents');
  const main = document.getElementById('main');
  for (const [path, methods] of Object.entries(api.paths))
    for (const [method, details] of Object.entries(methods)) {
      contents.append(element('li', {}, element('a', { href: `#${details.operationId}`, textContent: details.summary })));
      main.append(operation(path, method, details, api));
    }
  document.getElementById('state').remove();
}

for (const span of document.querySelectorAll('.base')) span.textContent = location.origin;
fetch('openapi/v1.json')
  .then(answer => answer.ok ? answer.json() : Promise.reject(new Error(`status ${answer.status}`)))
  .then(show)
  .catch(error => { document.getElementById('state').textContent = `The description cannot be read: ${error.message}`; });
