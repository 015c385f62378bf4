using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Clemap.Edge.Tests.Commissioning;

/// <summary>Starts the tests of the commissioning over the network and follows them.</summary>
internal static class Wizard
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task StartAsync(HttpClient client, string kind, object order) =>
        (await client.PostAsJsonAsync($"/api/commissioning/{kind}", order, Stop)).StatusCode.ShouldBe(HttpStatusCode.Accepted);

    public static Task<JsonNode> EndAsync(HttpClient client) => UntilAsync(client, view => view["running"] is null, "the end of the test");

    public static async Task<JsonNode> ResultAsync(HttpClient client) => (await EndAsync(client))["results"]!.AsArray().ShouldHaveSingleItem()!;

    public static Task<JsonNode> StepAsync(HttpClient client, string step) =>
        UntilAsync(client, view => view["running"]?["step"]?.GetValue<string>() == step, step);

    public static string Code(this JsonNode result) => result["code"]!.GetValue<string>();

    public static string Verdict(this JsonNode result) => result["verdict"]!.GetValue<string>();

    public static double Value(this JsonNode result, int place) =>
        double.Parse(result["values"]![place]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture);

    /// <returns>The page, as the electrician keeps it.</returns>
    public static async Task<string> ReportAsync(HttpClient client)
    {
        var made = await client.PostAsJsonAsync("/api/commissioning/reports", new { electrician = "Elena Meier" }, Stop);
        string id = JsonNode.Parse(await made.Content.ReadAsStringAsync(Stop))!["id"]!.GetValue<string>();
        return await client.GetStringAsync($"/api/commissioning/reports/{id}", Stop);
    }

    private static async Task<JsonNode> UntilAsync(HttpClient client, Func<JsonNode, bool> holds, string what)
    {
        for (int i = 0; i < 900; i++)
        {
            var view = JsonNode.Parse(await client.GetStringAsync("/api/commissioning", Stop))!;
            if (holds(view))
                return view;
            if (what != "the end of the test" && view["running"] is null)
                throw new InvalidOperationException($"{what}: the test ended before, with {view["results"]!.ToJsonString()}");
            await Task.Delay(100, Stop);
        }
        throw new TimeoutException($"{what}: not within a minute and a half");
    }
}
