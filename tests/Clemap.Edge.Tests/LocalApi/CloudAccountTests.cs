using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Clemap.Edge.Configuration;
using Clemap.Edge.Stations.Clouds;

namespace Clemap.Edge.Tests.LocalApi;

public sealed class CloudAccountTests
{
    private const string Secret = "correct horse battery";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_password_is_stored_for_the_controller_alone_and_told_to_nobody()
    {
        await using var box = await StartAsync();
        var elena = await box.FirstAsync();
        (await AccountsAsync(elena))["hasSecret"]!.GetValue<bool>().ShouldBeFalse();

        (await PutAsync(elena, "garage", $" {Secret}\n")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        var account = await AccountsAsync(elena);
        (account["name"]!.GetValue<string>(), account["vendor"]!.GetValue<string>(), account["user"]!.GetValue<string>(), account["hasSecret"]!.GetValue<bool>())
            .ShouldBe(("garage", "easee", "demo@example.com", true));
        var secrets = new CloudSecrets(box.DataDir);
        secrets.Read("garage").ShouldBe(Secret);
        File.GetUnixFileMode(secrets.FileOf("garage")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        foreach (string path in (string[])["/api/cloud-accounts", "/api/configuration", "/api/backup", "/api/log", "/api/live"])
            (await elena.GetStringAsync(path, Stop)).ShouldNotContain(Secret);
    }

    [Theory]
    [InlineData("other", "x", HttpStatusCode.NotFound)]
    [InlineData("..%2Fedge.json", "x", HttpStatusCode.NotFound)]
    [InlineData("garage", "  ", HttpStatusCode.BadRequest)]
    [InlineData("garage", "two\nlines", HttpStatusCode.BadRequest)]
    public async Task What_is_no_account_or_no_password_is_refused(string name, string secret, HttpStatusCode status)
    {
        await using var box = await StartAsync();
        var elena = await box.FirstAsync();

        (await PutAsync(elena, name, secret)).StatusCode.ShouldBe(status);

        new CloudSecrets(box.DataDir).Read("garage").ShouldBeNull();
    }

    [Fact]
    public async Task Nobody_on_the_network_sends_a_stored_password_elsewhere()
    {
        await using var box = await StartAsync();
        var elena = await box.FirstAsync();
        var answer = await elena.GetAsync("/api/configuration", Stop);
        var model = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!;
        var backup = JsonNode.Parse(await elena.GetStringAsync("/api/backup", Stop))!;
        foreach (var configuration in (JsonNode[])[model, backup["configuration"]!])
            configuration["cloudAccounts"]![0]!["address"] = "https://evil.example.com";

        using var put = new HttpRequestMessage(HttpMethod.Put, "/api/configuration") { Content = new StringContent(model.ToJsonString(), Encoding.UTF8, "application/json") };
        put.Headers.Add("If-Match", answer.Headers.ETag!.Tag);
        foreach (var refused in (HttpResponseMessage[])[await elena.SendAsync(put, Stop), await elena.PostAsJsonAsync("/api/restore", backup, Stop)])
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
            var problem = JsonNode.Parse(await refused.Content.ReadAsStringAsync(Stop))!["problems"]![0]!;
            (problem["field"]!.GetValue<string>(), problem["rule"]!.GetValue<string>()).ShouldBe(("cloudAccounts[0].address", "cannot be changed from the network"));
        }
    }

    private static Task<Box> StartAsync() => Box.StartAsync(1, configuration => configuration with
    {
        CloudAccounts = [new CloudAccountConfiguration("garage", "easee", "demo@example.com")],
    });

    private static async Task<JsonNode> AccountsAsync(HttpClient client) =>
        JsonNode.Parse(await client.GetStringAsync("/api/cloud-accounts", Stop))!.AsArray().ShouldHaveSingleItem()!;

    private static Task<HttpResponseMessage> PutAsync(HttpClient client, string name, string secret) =>
        client.PutAsJsonAsync($"/api/cloud-accounts/{name}/secret", new { secret }, Stop);
}
