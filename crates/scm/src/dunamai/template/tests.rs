use super::*;

fn rendered(template: &str) -> Result<String, String> {
    let version = Version {
        base: "1.2.3".to_owned(),
        stage: Some("rc".to_owned()),
        revision: Some(4),
        distance: 5,
        commit: Some("abc1234".to_owned()),
        dirty: Some(false),
        branch: Some("feature/x-1".to_owned()),
        ..Version::default()
    };
    let variables = BTreeMap::from([("BUILD".to_owned(), "7".to_owned())]);
    let context = Context {
        version: &version,
        text: Ok("1.2.3rc4.post5.dev0".to_owned()),
        branch_escape: "",
        variables: &variables,
        parts: Parts::Demanded,
        more: &[("formatted_version", "9")],
    };
    let template = Template::parse(template).map_err(|error| error.words)?;
    template.render(&context).map_err(|refusal| refusal.words)
}

#[test]
fn a_template_is_filled_in_as_jinja_fills_it() {
    let check = |template: &str, expect: &str| {
        assert_eq!(rendered(template).as_deref(), Ok(expect), "{template}");
    };
    check("a{{ version }}\n", "a1.2.3rc4.post5.dev0");
    check(
        "{% if distance == 0 %}{{ base }}{% else %}{{ base }}.dev{{distance}}+{{commit}}{% endif %}",
        "1.2.3.dev5+abc1234",
    );
    check(
        "  {%- if stage is none -%} x {%- elif not dirty -%}\n {{ stage ~ (revision + 1) }} {#- c -#} \n{%- endif -%} ",
        "rc5",
    );
    check(
        "{{ serialize_pep440(bump_version(base, 1), dev=distance, metadata=[commit, 1]) }}",
        "1.3.0.dev5+abc1234.1",
    );
    check("{{ serialize_semver(base, pre=[stage, revision]) }}", "1.2.3-rc.4");
    check("{{ env['BUILD'] }}{{ env.get('NO', 'x') }}{{ env.NO }}{{ unknown }}", "7x");
    check(
        "{{ branch_escaped | upper }} {{ base.split('.')[0] }} {{ major + minor * 2 }}",
        "FEATUREX1 1 5",
    );
    check(
        "{% set b = base | replace('.', '_') %}{{ b if b else 'no' }}{{ formatted_version }}",
        "1_2_39",
    );
    check("{{ tagged_metadata or 'none' }} {{ none }} {{ dirty }} {{ -1 }}", "none None False -1");
    check("{{ 'x' if 0 < distance < 3 }}{{ 'rc' in [stage] and 'y' }}", "y");
}

#[test]
fn what_is_beyond_it_is_refused_by_name() {
    let check = |template: &str, expect: &str| {
        assert_eq!(rendered(template), Err(expect.to_owned()), "{template}");
    };
    check("{% for x in base %}{% endfor %}", "`{% for %}` is not rebuilt");
    check("{{ base | regex }}", "the filter `regex` is not rebuilt");
    check("{{ base is divisibleby 3 }}", "the test `divisibleby` is not rebuilt");
    check("{{ range(3) }}", "the template: `range` is not rebuilt");
    check("{{ base.zfill(3) }}", "the template: `.zfill` of a text is not rebuilt");
    check("{{ stage + 1 }}", "the template: a text and a number are calculated with");
    check("{{ 'a\\n' }}", "a string with a backslash, or without an end");
    check("{{ 1.5 }}", "a number that is not rebuilt");
    check("{{ base", "a tag has no end");
    check("{{ (1, 2) }}", "a tuple, or `)` is missing");
    check("{% if base %}", "`{% endif %}` is missing");
    check("{{ serialize_pep440('x') }}", "the version `x` is not of the PEP 440 style");
    check(
        &format!("{{{{ {}1{} }}}}", "(".repeat(99), ")".repeat(99)),
        "it lies too deep in others",
    );
    check(&format!("{{{{ {}1 }}}}", "not ".repeat(99)), "it lies too deep in others");
    for chain in [format!("base{}", "|upper".repeat(50_000)), format!("1{}", " + 1".repeat(50_000))]
    {
        check(&format!("{{{{ {chain} }}}}"), "the template is longer than can be followed");
    }
}
