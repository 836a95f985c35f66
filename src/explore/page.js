// Plays the way that the server computed: between its times it interpolates, and turns with phi.
// Length of an arrow of 1/tau_theta, how far arrows are apart, ms between pictures, and how much
// rarer the ring moves
const LENGTH = 0.4, APART = 0.05, FRAME = 30, SLOWER = 4
const {way, here, m, arrows, trail, moving, limits} = sources
const [right, up, toward] = eye
const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
let t = 0, last = null, drawn = 0, drawings = 0

// Where time `s` is on the way: the row before, and the share of the step to the next
function place(s) {
  const times = way.data.t
  let low = 0, high = times.length - 1
  if (s >= times[high]) return [high - 1, (s - times[high - 1]) / (times[high] - times[high - 1])]
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (times[middle] <= s) low = middle; else high = middle
  }
  return [low, (s - times[low]) / (times[high] - times[low])]
}

function at(name, [row, share]) {
  const column = way.data[name], inside = name == "phi" ? share : Math.min(share, 1)
  return column[row] + inside * (column[row + 1] - column[row])
}

const turned = ([x, y, z], angle) =>
  [x * Math.cos(angle) - y * Math.sin(angle), x * Math.sin(angle) + y * Math.cos(angle), z]

function direction(where) {
  const polar = at("theta", where)
  return turned([Math.sin(polar), 0, Math.cos(polar)], at("phi", where))
}

function where() {
  const now = place(t)
  return {t, theta: at("theta", now), phi: at("phi", now)}
}

function draw() {
  const now = place(t), phi = at("phi", now)
  const tip = direction(now), x = dot(tip, right), y = dot(tip, up)
  const faded = dot(tip, toward) < 0 ? 0.45 : 1
  Object.assign(m.data, {x: [x], y: [y], alpha: [faded]})
  m.change.emit()
  const arrow = {x0: [], y0: [], x1: [], y1: [], angle: [], alpha: [], color: arrows.data.color}
  names.forEach((name, index) => {
    const vector = turned(["x", "y", "z"].map((axis) => at(`${name}_${axis}`, now)), phi)
    const dx = LENGTH * dot(vector, right), dy = LENGTH * dot(vector, up)
    const seen = shown.active.includes(index) && Math.hypot(dx, dy) > 0.02
    // those of the leads have one direction: side by side they are all seen
    const aside = index ? APART * (index - 2) / (Math.hypot(dx, dy) || 1) : 0
    const from = [x - aside * dy, y + aside * dx]
    arrow.x0.push(from[0])
    arrow.y0.push(from[1])
    arrow.x1.push(from[0] + dx)
    arrow.y1.push(from[1] + dy)
    arrow.angle.push(Math.atan2(dy, dx) - Math.PI / 2)
    arrow.alpha.push(seen ? faded : 0)
  })
  Object.assign(arrows.data, arrow)
  arrows.change.emit()
  // behind it one turn and a half of its way, or what there is
  const points = trail.data.x.length, pace = Math.abs(at("phi", place(t + 1)) - phi) || 1
  const since = Math.max(0, t - 3 * Math.PI / pace)
  for (let n = 0; n < points; n++) {
    const before = direction(place(since + (t - since) * n / (points - 1)))
    trail.data.x[n] = dot(before, right)
    trail.data.y[n] = dot(before, up)
  }
  trail.change.emit()
  if (drawings++ % SLOWER && play.active) return  // its picture is a large one
  Object.assign(moving.data, {d: [here.data.d[0]], cos_theta: [tip[2]]})
  moving.change.emit()
}

function frame(time) {
  requestAnimationFrame(frame)
  const late = last == null ? 0 : Math.min(time - last, 100)
  last = time
  if (play.active) t += 10 ** speed.value * late / 1000
  else if (drawn == Infinity) return
  if (time - drawn < FRAME) return
  draw()
  drawn = play.active ? time : Infinity
}

// Two questions at a time, one that is answered while the answer to the other is drawn: what moves
// meanwhile is asked when there is one less. No two are equal: Bokeh would not send the second
let asks = 0, heard = 0, moved = false, known = {}
function ask() {
  moved = asks - heard > 1
  const values = Object.fromEntries(Object.entries(sliders).map(([key, {value}]) => [key, value]))
  if (moved || Object.entries(values).every(([key, value]) => known[key] == value)) return
  known = values
  const {theta, phi} = where()
  const columns = {...values, theta, phi: phi % (2 * Math.PI), number: ++asks}
  asked.data = Object.fromEntries(Object.entries(columns).map(([name, value]) => [name, [value]]))
}

// Where the server puts sliders there is nothing to ask
function place_sliders(placed) {
  known = {...known, ...placed}
  for (const [key, value] of Object.entries(placed)) sliders[key].value = value
}

// `updates` have been drawn
window.magnet = {ask, updates: 0, idle: () => heard == asks, where}

way.properties.data.change.connect(() => { t = 0; drawn = 0 })
play.properties.active.change.connect(() => { drawn = 0 })
shown.properties.active.change.connect(() => { drawn = 0 })
if (matchMedia("(prefers-reduced-motion: reduce)").matches) play.active = false
requestAnimationFrame(frame)

// All numbers come in one array: in the layout stands in the place of each column how many are its
function unpacked(layout, {buffer, byteOffset, length}) {
  const numbers = new Float64Array(buffer, byteOffset, length)
  let next = 0
  const part = (x) => {
    if (typeof x == "number") return numbers.slice(next, next += x)
    if (typeof x == "string") return x
    if (Array.isArray(x)) return x.map(part)
    return Object.fromEntries(Object.entries(x).map(([name, inner]) => [name, part(inner)]))
  }
  return part(layout)
}

// The address and the scenario; browsers refuse an address that changes too often
const text = document.querySelector("#scenario pre")
const file = document.querySelector("#scenario a[download]")
const message = document.getElementById("message")
const cells = document.querySelectorAll("#numbers .cell"), had = []
let waiting = null, drawing = false
function said_now() {
  const {answer: [answer]} = said.data
  place_sliders(answer.placed)
  heard = answer.heard
  if (moved) ask()
  for (const [name, data] of Object.entries(unpacked(answer.layout, answer.numbers))) sources[name].data = data
  currents.setv({start: limits.data.low[0], end: limits.data.high[0]})
  for (const [index, text] of [...answer.cells, answer.outside].entries())
    if (had[index] != text) cells[index].innerHTML = had[index] = text
  if (message.textContent != answer.message) message.textContent = answer.message
  if (!drawing) requestAnimationFrame(() => { drawing = false; window.magnet.updates += 1 })
  drawing = true
  clearTimeout(waiting)
  waiting = setTimeout(() => {
    text.textContent = answer.scenario
    file.href = `data:text/yaml;charset=utf-8,${encodeURIComponent(answer.scenario)}`
    // an address that was mistyped stays, to be mended
    if (answer.number > 1 || !answer.message)
      history.replaceState(null, "", answer.address ? `?${answer.address}` : ".")
  }, 250)
}
said.properties.data.change.connect(said_now)
said_now()

// A handle says what it moves
for (const box of document.querySelectorAll("[data-label]")) {
  const inside = (node) => {
    for (const part of node.querySelectorAll("*")) {
      const found = part.matches(".noUi-handle") ? part : part.shadowRoot && inside(part.shadowRoot)
      if (found) return found
    }
  }
  inside(box)?.setAttribute("aria-label", box.dataset.label)
}
document.documentElement.dataset.ready = "yes"
