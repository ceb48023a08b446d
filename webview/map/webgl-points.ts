import { channels, dimmed, mostColours, type PointsPicture, type PointsRenderer } from './points-renderer.ts';

const vertexShader = `#version 300 es
in vec2 point;
in float place;
in float bright;
uniform vec2 centre;
uniform vec2 scale;
uniform float radius;
uniform float wanted;
uniform float strength;
uniform vec3 background;
uniform vec3 palette[${mostColours}];
flat out vec3 colour;
void main() {
  // Rows that are not of this turn are put outside the picture.
  gl_Position = wanted < 0.0 || bright == wanted ? vec4((point - centre) * scale, 0.0, 1.0) : vec4(2.0, 2.0, 2.0, 1.0);
  gl_PointSize = 2.0 * radius + 1.0;
  colour = mix(background, palette[int(place)], strength);
}`;

const fragmentShader = `#version 300 es
precision mediump float;
uniform float edge;
flat in vec3 colour;
out vec4 shown;
void main() {
  float away = length(gl_PointCoord - 0.5) * (2.0 * edge + 1.0);
  float cover = clamp(edge + 0.5 - away, 0.0, 1.0);
  if (cover == 0.0) discard;
  shown = vec4(colour, cover);
}`;

/** Draws dots with WebGL 2; undefined where there is none, or no graphics card behind it. `onLost` hears that the graphics card took it away. */
export function createWebglPoints(canvas: HTMLCanvasElement, onLost: () => void): PointsRenderer | undefined {
  const gl = canvas.getContext('webgl2', { alpha: false, antialias: false, depth: false });
  // Where it is only computed, writing pixels is quicker.
  const program = gl && !isComputed(gl) && linked(gl);
  if (!gl || !program) return undefined;
  canvas.addEventListener('webglcontextlost', onLost);
  gl.useProgram(program);
  // One buffer: the places of all rows, then their colours, then whether they stand out.
  gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
  gl.enable(gl.BLEND);
  gl.blendFunc(gl.SRC_ALPHA, gl.ONE_MINUS_SRC_ALPHA);
  const uniform = (name: string): WebGLUniformLocation | null => gl.getUniformLocation(program, name);
  const [centre, scale, radius, edge] = [uniform('centre'), uniform('scale'), uniform('radius'), uniform('edge')];
  const [wanted, strength] = [uniform('wanted'), uniform('strength')];
  const [background, palette] = [uniform('background'), uniform('palette')];
  let rows = -1;
  let version = -1;

  const attach = (name: string, size: number, kind: number, offset: number): void => {
    const attribute = gl.getAttribLocation(program, name);
    gl.enableVertexAttribArray(attribute);
    gl.vertexAttribPointer(attribute, size, kind, false, 0, offset);
  };
  const upload = ({ points, place, bright }: PointsPicture): void => {
    if (place.length !== rows) {
      rows = place.length;
      gl.bufferData(gl.ARRAY_BUFFER, rows * 10, gl.DYNAMIC_DRAW);
      attach('point', 2, gl.FLOAT, 0);
      attach('place', 1, gl.UNSIGNED_BYTE, rows * 8);
      attach('bright', 1, gl.UNSIGNED_BYTE, rows * 9);
    }
    gl.bufferSubData(gl.ARRAY_BUFFER, 0, points);
    gl.bufferSubData(gl.ARRAY_BUFFER, rows * 8, place);
    if (bright) gl.bufferSubData(gl.ARRAY_BUFFER, rows * 9, bright);
  };
  const turn = (of: number, colour: number, size: number): void => {
    gl.uniform1f(wanted, of);
    gl.uniform1f(strength, colour);
    gl.uniform1f(radius, size);
    gl.uniform1f(edge, size);
    gl.drawArrays(gl.POINTS, 0, rows);
  };

  return {
    name: 'WebGL 2',
    canvas,
    draw(picture, view, { width, height }) {
      if (version !== picture.version) upload(picture);
      version = picture.version;
      const behind = channels(picture.background).map((value) => value / 255) as [number, number, number];
      gl.viewport(0, 0, width, height);
      gl.clearColor(...behind, 1);
      gl.clear(gl.COLOR_BUFFER_BIT);
      gl.uniform2f(centre, view.x, view.y);
      gl.uniform2f(scale, (2 * view.scale) / width, (2 * view.scale) / height);
      gl.uniform3f(background, ...behind);
      gl.uniform3fv(palette, new Float32Array(picture.palette.flatMap(channels).map((value) => value / 255)));
      if (!picture.bright) return turn(-1, 1, picture.radius);
      turn(0, dimmed, picture.radius);
      // What stands out lies on top.
      turn(1, 1, picture.radius + picture.brightExtra);
    },
  };
}

/** Whether the processor plays the graphics card, as the names of those that do say. */
function isComputed(gl: WebGL2RenderingContext): boolean {
  const names = gl.getExtension('WEBGL_debug_renderer_info');
  const name = names ? String(gl.getParameter(names.UNMASKED_RENDERER_WEBGL)) : '';
  return /swiftshader|llvmpipe|softpipe|software|basic render/i.test(name);
}

function linked(gl: WebGL2RenderingContext): WebGLProgram | undefined {
  const program = gl.createProgram();
  for (const [kind, source] of [
    [gl.VERTEX_SHADER, vertexShader],
    [gl.FRAGMENT_SHADER, fragmentShader],
  ] as const) {
    const shader = gl.createShader(kind);
    if (!shader) return undefined;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  return gl.getProgramParameter(program, gl.LINK_STATUS) ? program : undefined;
}
