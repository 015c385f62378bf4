using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Clemap.Edge.Configuration;
using Clemap.Edge.LocalApi.Dashboard;
using Clemap.LoadControl.GridOperator;

namespace Clemap.Edge.Tests.LocalApi;

/// <summary>Real answers of a whole controller, beside what the description of the API says of them.</summary>
public sealed class OpenApiTests : IDisposable
{
    private readonly JsonDocument document = JsonDocument.Parse(DashboardFiles.Read("openapi.json"));
    private readonly HashSet<string> seen = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private JsonElement Description => document.RootElement;

    [Fact]
    public async Task Every_answer_is_as_it_is_described()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0); // for an alarm
        taken.Start();
        await using var module = new Modbus.RegisterServer();
        module.Inputs[3] = false;
        await using var box = await Box.StartAsync(2, site => site with
        {
            Building = new BuildingConfiguration { Address = "127.0.0.1", ModbusPort = ((IPEndPoint)taken.LocalEndpoint).Port },
            Cloud = new CloudConfiguration("http://127.0.0.1:1", "ABCD-EFGH"), // nobody is there
            CloudAccounts = [new CloudAccountConfiguration("garage", "easee", "elena@example.ch")],
            GridOperator = new GridOperatorConfiguration
            {
                Ripple = new RippleConfiguration { Contact = ContactKind.NormallyOpen, Modbus = new ModbusInputConfiguration("127.0.0.1", module.Port, 1, 3) },
            },
        });
        string code = box.Code();
        await AnswerAsync(box.Anyone(), "get", "/api/session");
        var elena = await box.FirstAsync();
        await Box.UntilAsync(() => Task.FromResult(box.Garage.Order(1) > 10), "a car that charges");
        await Box.UntilAsync(async () => (await elena.GetStringAsync("/health", Stop)).Contains("cloudProblem", StringComparison.Ordinal), "a cloud that is missed");

        await AnswerAsync(box.Anyone(), "post", "/api/session", new { name = Box.Electrician, password = Box.Password });
        await SeenAsync("post", "/api/accounts/first", await box.Anyone().PostAsJsonAsync("/api/accounts/first", new { code, name = "mallory", password = "drei rote Leitern" }, Stop));
        await AnswerAsync(elena, "post", "/api/tokens", new { label = "heating", role = "viewer" });
        await AnswerAsync(elena, "post", "/api/commissioning/fallback", new { });
        await Commissioning.Wizard.EndAsync(elena);
        await AnswerAsync(elena, "post", "/api/commissioning/scan", new { subnet = "127.0.0.1/32", ports = new[] { box.Garage.Meter.Port, module.Port } });
        await AnswerAsync(elena, "get", "/api/commissioning");
        await Commissioning.Wizard.EndAsync(elena);
        var report = await AnswerAsync(elena, "post", "/api/commissioning/reports", new { electrician = "Elena Meier" });
        await AnswerAsync(elena, "get", "/api/commissioning/reports/{id}", path: $"/api/commissioning/reports/{report!.Value.GetProperty("id").GetString()}");
        await AnswerAsync(elena, "get", "/api/network/wifi/{card}", path: "/api/network/wifi/wlan9");
        string configuration = await elena.GetStringAsync("/api/configuration", Stop);
        await AnswerAsync(elena, "post", "/api/configuration/check", text: configuration);
        await AnswerAsync(elena, "post", "/api/configuration/check", text: configuration.Replace("\"maximumA\": 32", "\"maximumA\": 1", StringComparison.Ordinal));
        await SeenAsync("put", "/api/configuration", await elena.PutAsync("/api/configuration", new StringContent(configuration), Stop)); // without If-Match
        await SeenAsync("post", "/api/restore", await elena.PostAsync("/api/restore", new StringContent(configuration), Stop)); // no backup
        foreach (var (method, path) in Operations().Where(one => one.Method == "get" && !one.Path.Contains('{') && one.Path != "/api/live/stream"))
            await AnswerAsync(elena, method, path);
        await SeenAsync("put", "/api/session/password", await elena.PutAsJsonAsync("/api/session/password", new { current = Box.Password, @new = "vier blaue Leitern" }, Stop));

        Operations().Where(one => Success(one.Method, one.Path).Schema is not null).Select(one => $"{one.Method} {one.Path}").Except(seen)
            .ShouldBe(["get /api/live/stream"], "an operation whose answer nobody looked at"); // a stream of what /api/live answers
    }

    [Fact]
    public void The_check_itself_finds_what_is_missing_undescribed_or_of_another_kind()
    {
        using var value = JsonDocument.Parse("""{"code":7,"status":404,"new":true}""");
        var check = new SchemaCheck(Description);
        check.Differences(Description.GetProperty("components").GetProperty("schemas").GetProperty("Problem"), value.RootElement).ShouldBe(
            ["$.title is missing", "$.code is integer in place of string", "$.new is not described"], ignoreOrder: true);
    }

    public void Dispose() => document.Dispose();

    private IEnumerable<(string Method, string Path)> Operations() =>
        from path in Description.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        select (operation.Name, path.Name);

    private async Task<JsonElement?> AnswerAsync(HttpClient client, string method, string name, object? body = null, string? text = null, string? path = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method.ToUpperInvariant()), path ?? name);
        if (body is not null || text is not null)
            request.Content = new StringContent(text ?? JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        var answer = await client.SendAsync(request, Stop);
        answer.IsSuccessStatusCode.ShouldBeTrue($"{method} {name}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync(Stop)}");
        return await SeenAsync(method, name, answer);
    }

    private async Task<JsonElement?> SeenAsync(string method, string path, HttpResponseMessage answer)
    {
        seen.Add($"{method} {path}");
        string said = await answer.Content.ReadAsStringAsync(Stop);
        var (status, schema) = Success(method, path);
        string hint = $"{method} {path}: {(int)answer.StatusCode}";
        if (answer.IsSuccessStatusCode)
            ((int)answer.StatusCode).ShouldBe(status, hint);
        else
            schema = Description.GetProperty("components").GetProperty("schemas").GetProperty("Problem");
        if (schema is null)
        {
            said.ShouldBeEmpty(hint);
            return null;
        }
        if (answer.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) != true)
        {
            schema.Value.GetProperty("type").GetString().ShouldBe("string", hint);
            return null;
        }
        var value = JsonDocument.Parse(said).RootElement;
        new SchemaCheck(Description).Differences(schema.Value, value).ShouldBeEmpty(hint);
        return value;
    }

    private (int Status, JsonElement? Schema) Success(string method, string path)
    {
        var good = Description.GetProperty("paths").GetProperty(path).GetProperty(method).GetProperty("responses").EnumerateObject().Single(one => one.Name.StartsWith('2'));
        JsonElement? schema = good.Value.TryGetProperty("content", out var content) ? content.EnumerateObject().Single().Value.GetProperty("schema") : null;
        return (int.Parse(good.Name, System.Globalization.CultureInfo.InvariantCulture), schema);
    }
}
