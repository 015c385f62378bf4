using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Clemap.Edge.Outbox;
using Clemap.Edge.Tests.Commissioning;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clemap.Edge.Tests.LocalApi;

/// <summary>Who signed in, who changed what, who ran which test.</summary>
public sealed class PeopleJournalTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_changed_which_field_from_what_to_what_is_kept_over_the_restart_that_follows()
    {
        await using var box = await Box.StartAsync();
        await box.FirstAsync();
        var elena = await box.SignInAsync();
        var read = await elena.GetAsync("/api/configuration", Stop);
        var model = JsonNode.Parse(await read.Content.ReadAsStringAsync(Stop))!;
        model["stations"]![0]!["fallbackA"] = 8;
        model["building"] = new JsonObject { ["address"] = "127.0.0.1", ["restPort"] = 0, ["user"] = "bms", ["password"] = "never shown to anybody" };
        using var put = new HttpRequestMessage(HttpMethod.Put, "/api/configuration") { Content = new StringContent(model.ToJsonString(), Encoding.UTF8, "application/json") };
        put.Headers.Add("If-Match", read.Headers.ETag!.Tag);
        (await elena.SendAsync(put, Stop)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await Box.UntilAsync(async () => (await elena.GetStringAsync("/api/site", Stop)).Contains("\"fallbackA\":8", StringComparison.Ordinal), "the change");

        var entries = await EntriesAsync(elena);

        entries.ShouldAllBe(entry => entry!["person"]!.GetValue<string>() == Box.Electrician);
        var changed = entries.Single(entry => What(entry) == "configuration.changed");
        changed["values"]!.AsArray().Select(value => value!.GetValue<string>()).ShouldBe(["A1", "fallbackA", "6", "8"]);
        changed["detail"]!.GetValue<string>().ShouldBe("fallbackA of 'A1': 6 → 8.");
        entries.Select(What).ShouldBe(["configuration.on", "configuration.changed", "person.signed-in", "account.first"], ignoreOrder: true);
        (await elena.GetStringAsync("/api/journal?limit=1000", Stop)).ShouldNotContain("never shown");
    }

    [Fact]
    public async Task Accounts_tokens_and_steps_of_the_commissioning_are_told_with_who_did_it()
    {
        await using var box = await Box.StartAsync();
        var elena = await box.FirstAsync();
        var victor = await box.ViewerAsync(elena);
        var token = await elena.PostAsJsonAsync("/api/tokens", new { label = "Heating", role = "viewer" }, Stop);
        string id = JsonNode.Parse(await token.Content.ReadAsStringAsync(Stop))!["id"]!.GetValue<string>();
        (await elena.DeleteAsync($"/api/tokens/{id}", Stop)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await Wizard.StartAsync(elena, "fallback", new { });
        await Wizard.EndAsync(elena);
        await Wizard.ReportAsync(elena);
        await victor.DeleteAsync("/api/session", Stop);

        var entries = await EntriesAsync(elena);

        entries.Select(entry => $"{entry["person"]} {What(entry)}").ShouldBe(
        [
            "victor person.signed-out", "elena report.made", "elena commissioning.ended", "elena commissioning.begun", "elena token.removed", "elena token.made",
            "victor person.signed-in", "elena account.made", "elena account.first",
        ]);
        entries[2]["values"]!.AsArray().Select(value => value!.GetValue<string>()).ShouldBe(["fallback", "A1", "passed"]);
    }

    [Fact]
    public void A_file_of_before_gets_the_new_columns_and_keeps_its_entries()
    {
        using var folder = new TemporaryFolder();
        using (var old = new SqliteConnection($"Data Source={Path.Combine(folder.Path, "edge.db")};Pooling=False"))
        {
            old.Open();
            using var command = old.CreateCommand();
            command.CommandText = """
                create table journal(number integer primary key autoincrement, at integer not null, who text not null, what text not null, detail text not null);
                insert into journal(at, who, what, detail) values (0, 'edge', 'started', 'Version 0.0.9.');
                pragma user_version = 1;
                """;
            command.ExecuteNonQuery();
        }
        using var database = new EdgeDatabase(folder.Path);
        var journal = new Journal(database, TimeProvider.System, NullLogger<Journal>.Instance);
        journal.AddOf("elena", "person.signed-in", "Signed in, from ::1.", "::1");

        journal.Read(null, 10).Select(entry => (entry.What, entry.Person)).ShouldBe([("person.signed-in", "elena"), ("started", null)]);
        journal.Read(null, 10, ofPeople: true).ShouldHaveSingleItem().Values.ShouldBe(["::1"]);
    }

    private static string What(JsonNode? entry) => entry!["what"]!.GetValue<string>();

    /// <summary>Page by page, as the dashboard does it.</summary>
    private static async Task<List<JsonNode>> EntriesAsync(HttpClient client)
    {
        var entries = new List<JsonNode>();
        long? before = null;
        do
        {
            var page = JsonNode.Parse(await client.GetStringAsync($"/api/journal?people=true&limit=2{(before is null ? "" : $"&before={before}")}", Stop))!;
            entries.AddRange(page["entries"]!.AsArray().Select(entry => entry!));
            before = page["before"]?.GetValue<long>();
        }
        while (before is not null);
        return entries;
    }
}
