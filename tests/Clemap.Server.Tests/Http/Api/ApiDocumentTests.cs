using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Clemap.Platform.Organisations;
using Clemap.Server.Http.Api;
using Clemap.Testing;

namespace Clemap.Server.Tests.Http.Api;

/// <summary>The description of the API tells of each operation what a program needs, and what it tells is so.</summary>
public sealed partial class ApiDocumentTests(ServerFixture server)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_operation_has_a_name_a_summary_a_tag_an_answer_and_its_errors()
    {
        var operations = (await Operations.OfAsync(server)).ToList();

        operations.Count.ShouldBe(EndpointTable.Rows.Count);
        operations.Select(operation => (string?)operation.Node["operationId"]).ShouldBeUnique();
        foreach (var (name, node) in operations)
        {
            ((string?)node["summary"]).ShouldNotBeNullOrEmpty(name);
            ((string?)node["description"]).ShouldNotBeNullOrEmpty(name);
            ((string?)node["tags"]![0]).ShouldNotBe("clemap-server", name);
            var answers = node["responses"]!.AsObject();
            answers.Where(answer => answer.Key[0] == '2' && answer.Key is not ("202" or "204")).ShouldAllBe(answer => answer.Value!["content"] != null, name);
            answers.Count(answer => answer.Key[0] == '2').ShouldBeGreaterThan(0, name);
            answers.Where(answer => answer.Key[0] is '4' or '5')
                .ShouldAllBe(answer => (string?)answer.Value!["content"]!["application/problem+json"]!["schema"]!["$ref"] == "#/components/schemas/Problem", name);
            answers.ContainsKey("404").ShouldBe(name.Contains('{', StringComparison.Ordinal), name);
            answers.ContainsKey("401").ShouldBe(node["security"] is not null, name);
        }
    }

    [Fact]
    public async Task What_is_said_of_operations_is_said_of_none_that_is_gone()
    {
        var names = (await Operations.OfAsync(server)).Select(operation => operation.Name).ToHashSet();
        OperationFacts.All.Keys.ShouldBeSubsetOf(names);
    }

    [Fact]
    public async Task Each_request_body_has_an_example_that_the_server_can_read()
    {
        var site = await server.NewSiteAsync();
        using var owner = await server.PersonAsync(site.OrganisationId, Role.Owner, Role.Administrator);
        using var device = await server.DeviceAsync(site);
        foreach (var (name, node) in (await Operations.OfAsync(server)).Where(operation => operation.Node["requestBody"] is not null))
        {
            var example = node["requestBody"]!["content"]!["application/json"]!["example"];
            example.ShouldNotBeNull(name);
            var (method, path) = (name.Split(' ')[0], name.Split(' ')[1]);
            var isDevices = ((string)node["description"]!).StartsWith("For ", StringComparison.Ordinal);
            using var request = new HttpRequestMessage(new(method), Placeholder.Replace(path.Replace("{siteId}", site.SiteId.ToString(), StringComparison.Ordinal), Guid.CreateVersion7().ToString()))
            {
                Content = new StringContent(example.ToJsonString(), Encoding.UTF8, "application/json"),
            };
            using var answer = await (isDevices ? device : owner).SendAsync(request, Cancel);
            var text = await answer.Content.ReadAsStringAsync(Cancel);
            // Device and key of the examples are nobody's, which is refused by a word of its own; a missing right says just this.
            text.Contains("\"code\":\"forbidden\"", StringComparison.Ordinal).ShouldBeFalse(name + text);
            ((int)answer.StatusCode is 401 or 415 or >= 500).ShouldBeFalse(name + text);
            text.ShouldNotContain("malformed", customMessage: name);
        }
    }

    [Fact]
    public async Task The_reference_runs_no_script_but_its_own()
    {
        using var anonymous = server.Anonymous();
        using var page = await anonymous.GetAsync(new Uri("/reference", UriKind.Relative), Cancel);
        var html = await page.Content.ReadAsStringAsync(Cancel);
        page.StatusCode.ShouldBe(HttpStatusCode.OK, html);
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        var nonce = Nonce.Match(policy).Groups[1].Value;

        nonce.Length.ShouldBeGreaterThan(15);
        policy.ShouldNotContain("script-src 'self' 'unsafe");
        Script.Count(html).ShouldBeGreaterThan(1);
        Script.Matches(html).ShouldAllBe(script => script.Value.Contains($"nonce=\"{nonce}\""));
        Source.Matches(html).Select(source => source.Groups[1].Value).ShouldAllBe(address => !address.Contains("//"));
        foreach (var address in Source.Matches(html).Select(source => source.Groups[1].Value))
        {
            using var script = await anonymous.GetAsync(new Uri(new Uri(server.Address, "/reference/"), address), Cancel);
            script.StatusCode.ShouldBe(HttpStatusCode.OK, address);
        }

        using var again = await anonymous.GetAsync(new Uri("/reference", UriKind.Relative), Cancel);
        again.Headers.GetValues("Content-Security-Policy").Single().ShouldNotBe(policy);
    }

    [Fact]
    public async Task A_caller_is_told_how_many_requests_are_left()
    {
        var site = await server.NewSiteAsync();
        using var owner = await server.PersonAsync(site.OrganisationId, Role.Owner);
        var left = new List<int>();
        for (var turn = 0; turn < 3; turn++)
        {
            using var answer = await owner.GetAsync(new Uri("/api/v1/sites", UriKind.Relative), Cancel);
            answer.Headers.GetValues("RateLimit-Policy").Single().ShouldMatch("""^"caller";q=\d+;w=60$""");
            left.Add(int.Parse(Remaining.Match(answer.Headers.GetValues("RateLimit").Single()).Groups[1].Value, CultureInfo.InvariantCulture));
        }

        left.ShouldBe([left[0], left[0] - 1, left[0] - 2]);
    }

    [GeneratedRegex("{[^}]+}")]
    private static partial Regex Placeholder { get; }

    [GeneratedRegex("'nonce-([^']+)'")]
    private static partial Regex Nonce { get; }

    [GeneratedRegex("<script[^>]*>")]
    private static partial Regex Script { get; }

    [GeneratedRegex("<script[^>]* src=\"([^\"]+)\"")]
    private static partial Regex Source { get; }

    [GeneratedRegex("^\"caller\";r=(\\d+)$")]
    private static partial Regex Remaining { get; }
}
