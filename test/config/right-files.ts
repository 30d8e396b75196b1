/** Build files that are right, with most of what the language has. */
export const RIGHT_FILES: readonly string[] = [
  `version: 2.0
steps:
  compile:
    run:
      image: busybox:1
      services:
        web:
          image: busybox:1
          cmd: httpd -f -p 8080
          env: {A: yes, B: 010, C: 1.50, D: ~}
          wait_for:
            - port: 8080
              timeout: 30
            - 9090
      cmds:
        - mkdir -p out
        - |
          for name in one two; do
            echo "$name: {}" > "$name.txt"
          done
      artifacts:
        out/*.txt:
          type: text
        out/pages:
  package:
    depends:
      - compile
    run:
      image: busybox:1
      cmd: "cat \\"/artifacts/compile/pages.tar.gz\\""
      ports:
        80: 8080
        22: ~
`,
  `steps:
  first:
    run: &common
      image: busybox:1
      pull: false
      env: &env
        FIRST: one
        SECOND: 2
      cmd: >-
        echo one
        two
  second:
    run:
      <<: *common
      env: {<<: *env, THIRD: '3'}
      cmd: 'echo ''x'''
  third: {run: {<<: [*common], env: *env}}
`,
  `{# All of a template #}
{% set names = ['one', 'two', 'three'] %}
{% set version = '1.' ~ 2 %}
steps:
{% for name in names %}
  {{ name }}:
    run:
      image: {{ DOCKER_REGISTRY }}/busybox:{{ version }}
      {% if loop.first -%}
      cmd: echo {{ name | upper }} {{ names | join(',') }}
      {%- else %}
      cmds:
        - echo "{{ name }} {{ loop.index }}"
        - echo {{ env.GREETING | default('x') }}
      {% endif %}
{% endfor %}
`,
  `steps:
  image:
    build:
      path: .
      dockerfile: |
        FROM busybox:1
        RUN true
      target: last
      pull: no
      no-cache: true
      buildargs:
        A: 1
        B: 2020-01-02
        C: !!str 010
        D: [1, 2.5, {a: b}]
    push:
      - repository: registry.example.com:5000/a/b
        tags: [latest, 1.10, "x"]
      - other/name
  quick: {run: {image: "busybox", cmd: 'true', xfail: on}}
  "quoted name": # comment
    build: .
    commit: {repository: a/b, tags: ['1']}
`,
];
