using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clemap.Edge.LocalApi.SiteModel;
using Clemap.Edge.Stations;

namespace Clemap.Edge.Tests.LocalApi;

public sealed class ConfigurationTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_good_change_comes_into_force_and_the_one_before_stays_beside_it()
    {
        await using var box = await Box.StartAsync();
        var elena = await box.FirstAsync();
        string before = await File.ReadAllTextAsync(box.File, Stop);
        var (model, etag) = await ReadAsync(elena);
        model["circuits"]![0]!["ratingA"] = 32;

        var answer = await PutAsync(elena, model, etag);

        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await Box.UntilAsync(async () => (await elena.GetStringAsync("/api/site", Stop)).Contains("\"ratingA\":32", StringComparison.Ordinal), "the new rating");
        (await File.ReadAllTextAsync(box.File + ".previous", Stop)).ShouldBe(before);
        Directory.GetFiles(Path.GetDirectoryName(box.File)!, "*.new").ShouldBeEmpty();
        var (_, now) = await ReadAsync(elena);
        now.ShouldBe(answer.Headers.ETag!.Tag);
        await Box.UntilAsync(async () => (await elena.GetAsync("/api/live", Stop)).IsSuccessStatusCode, "the first cycle");
        using var live = JsonDocument.Parse(await elena.GetStringAsync("/api/live", Stop));
        live.RootElement.GetProperty("circuits")[0].GetProperty("limitA").GetDouble().ShouldBe(32);
    }

    [Fact]
    public async Task Who_read_an_older_one_does_not_overwrite_the_newer_one()
    {
        await using var box = await Box.StartAsync();
        var elena = await box.FirstAsync();
        var (model, etag) = await ReadAsync(elena);
        model["circuits"]![0]!["ratingA"] = 35;
        string other = (await File.ReadAllTextAsync(box.File, Stop)) + "\n";
        await File.WriteAllTextAsync(box.File, other, Stop);

        (await Box.CodeOf(await PutAsync(elena, model, etag))).ShouldBe("changed-meanwhile");
        (await Box.CodeOf(await PutAsync(elena, model, null))).ShouldBe("if-match-missing");
        (await File.ReadAllTextAsync(box.File, Stop)).ShouldBe(other);
    }

    [Theory]
    [InlineData("en", "must be 1 to 65535")]
    [InlineData("de-CH", "muss zwischen 1 und 65535 liegen")]
    [InlineData("fr-CH, en;q=0.5", "doit être compris entre 1 et 65535")]
    [InlineData("it", "deve essere tra 1 e 65535")]
    [InlineData("rm", "must be 1 to 65535")]
    public async Task A_wrong_field_is_named_with_its_rule_in_the_language_of_the_asker_and_nothing_is_written(string language, string rule)
    {
        await using var box = await Box.StartAsync();
        var elena = await box.FirstAsync();
        string before = await File.ReadAllTextAsync(box.File, Stop);
        var (model, etag) = await ReadAsync(elena);
        model["stations"]![0]!["port"] = 0;
        elena.DefaultRequestHeaders.Add("Accept-Language", language);

        var answer = await PutAsync(elena, model, etag);

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!["problems"]!.AsArray().ShouldHaveSingleItem()!;
        problem["field"]!.GetValue<string>().ShouldBe("stations[0].port");
        problem["rule"]!.GetValue<string>().ShouldBe(rule);
        (await File.ReadAllTextAsync(box.File, Stop)).ShouldBe(before);
    }

    [Fact]
    public async Task Fallbacks_that_do_not_fit_are_refused_and_the_figures_show_by_how_much()
    {
        await using var box = await Box.StartAsync(2);
        var elena = await box.FirstAsync();
        var (model, etag) = await ReadAsync(elena);
        model["stations"]![0]!["fallbackA"] = 32;

        (await PutAsync(elena, model, etag)).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var check = JsonNode.Parse(await (await PostAsync(elena, "/api/configuration/check", model)).Content.ReadAsStringAsync(Stop))!;
        check["problems"]!.AsArray().Count.ShouldBe(3);
        var line = check["proof"]!.AsArray().ShouldHaveSingleItem()!;
        line["baseA"]![0]!.GetValue<double>().ShouldBe(10);
        line["fallbackA"]![0]!.GetValue<double>().ShouldBe(38);
        line["ratingA"]!.GetValue<double>().ShouldBe(40);
    }

    [Theory]
    [InlineData("serial", "\"CL-OTHER\"")]
    [InlineData("dataDir", "\"/tmp\"")]
    [InlineData("localPort", "1")]
    [InlineData("local", "null")]
    public async Task What_would_shut_the_electrician_out_is_not_changed_from_the_network(string field, string value)
    {
        await using var box = await Box.StartAsync();
        var elena = await box.FirstAsync();
        var (model, etag) = await ReadAsync(elena);
        model[field] = JsonNode.Parse(value);

        var answer = await PutAsync(elena, model, etag);

        JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!["problems"]![0]!["field"]!.GetValue<string>().ShouldBe(field);
    }

    [Fact]
    public async Task A_configuration_that_cannot_be_started_with_is_taken_back()
    {
        await using var box = await Box.StartAsync();
        var elena = await box.FirstAsync();
        var (model, etag) = await ReadAsync(elena);
        // No rule knows that somebody listens there already.
        model["building"] = new JsonObject { ["address"] = "127.0.0.1", ["modbusPort"] = box.Garage.Meter.Port };

        (await PutAsync(elena, model, etag)).StatusCode.ShouldBe(HttpStatusCode.Accepted);

        await Box.UntilAsync(() => Task.FromResult(File.Exists(box.File + ".failed")), "taking it back");
        await Box.UntilAsync(async () => (await elena.GetAsync("/api/live", Stop)).IsSuccessStatusCode, "a controller that runs");
        (await ReadAsync(elena)).Model["building"].ShouldBeNull();
        (await elena.GetStringAsync("/api/log", Stop)).ShouldContain("does not start with the changed configuration");
    }

    [Fact]
    public async Task A_backup_brings_the_site_to_another_box_which_stays_itself()
    {
        await using var box = await Box.StartAsync();
        var elena = await box.FirstAsync();
        var download = await elena.GetAsync("/api/backup", Stop);
        download.Content.Headers.ContentDisposition!.FileName!.ShouldContain("clemap-CL-080-000001-");
        var backup = JsonNode.Parse(await download.Content.ReadAsStringAsync(Stop))!;
        backup["configuration"]!["serial"] = "CL-080-000099";
        backup["configuration"]!["localPort"] = 1;
        backup["configuration"]!["circuits"]![0]!["ratingA"] = 35;

        (await PostAsync(elena, "/api/restore", backup)).StatusCode.ShouldBe(HttpStatusCode.Accepted);

        await Box.UntilAsync(async () => (await elena.GetStringAsync("/api/site", Stop)).Contains("\"ratingA\":35", StringComparison.Ordinal), "the restored site");
        var (model, _) = await ReadAsync(elena);
        model["serial"]!.GetValue<string>().ShouldBe("CL-080-000001");
        model["localPort"]!.GetValue<int>().ShouldBe(box.Loopback.Port);
        backup["configuration"]!["stations"]![0]!["port"] = -1;
        (await PostAsync(elena, "/api/restore", backup)).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Theory]
    [InlineData("{}", "format", "muss clemap-edge-backup sein: diese Datei ist keine Sicherung eines Geräts dieser Art")]
    [InlineData("""{"format": "other-device-backup", "version": 1}""", "format", "muss clemap-edge-backup sein: diese Datei ist keine Sicherung eines Geräts dieser Art")]
    [InlineData("""{"format": "clemap-edge-backup", "version": 2}""", "version", "muss 1 sein: diese Sicherung stammt von einer anderen Version des Programms")]
    [InlineData("""{"format": "clemap-edge-backup", "version": 1}""", "configuration", "muss ein Objekt sein")]
    [InlineData("[]", "$", "muss ein Objekt sein")]
    [InlineData("PK\u0003\u0004", "$", "ist als JSON nicht lesbar")]
    public async Task A_file_that_is_no_backup_of_this_kind_of_device_is_refused_with_field_and_rule(string file, string field, string rule)
    {
        await using var box = await Box.StartAsync();
        var elena = await box.FirstAsync();
        elena.DefaultRequestHeaders.Add("Accept-Language", "de");
        string before = await File.ReadAllTextAsync(box.File, Stop);

        var answer = await elena.PostAsync("/api/restore", new StringContent(file, Encoding.UTF8, "application/json"), Stop);

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!["problems"]!.AsArray().ShouldHaveSingleItem()!;
        (problem["field"]!.GetValue<string>(), problem["rule"]!.GetValue<string>()).ShouldBe((field, rule));
        (await File.ReadAllTextAsync(box.File, Stop)).ShouldBe(before);
    }

    [Theory]
    [InlineData("no json", "$", "cannot be read as JSON")]
    [InlineData("{}", "$", "lacks ")]
    [InlineData("""{"serial": null}""", "serial", "must not be empty")]
    [InlineData("""{"serial": 1}""", "serial", "takes a value of another kind")]
    [InlineData("""{"serail": "x"}""", "serail", "is no known field")]
    public void What_is_no_configuration_at_all_is_told_in_words(string text, string field, string rule)
    {
        var problem = ConfigurationText.Read(Encoding.UTF8.GetBytes(text), StationModels.BuiltIn).Problems.ShouldHaveSingleItem();
        problem.Field.ShouldBe(field);
        problem.Rule.ShouldStartWith(rule);
    }

    private static async Task<(JsonNode Model, string ETag)> ReadAsync(HttpClient client)
    {
        var answer = await client.GetAsync("/api/configuration", Stop);
        answer.EnsureSuccessStatusCode();
        return (JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!, answer.Headers.ETag!.Tag);
    }

    private static async Task<HttpResponseMessage> PutAsync(HttpClient client, JsonNode model, string? etag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/configuration") { Content = Json(model) };
        if (etag is not null)
            request.Headers.Add("If-Match", etag);
        return await client.SendAsync(request, Stop);
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string path, JsonNode body) => client.PostAsync(path, Json(body), Stop);

    private static StringContent Json(JsonNode body) => new(body.ToJsonString(), Encoding.UTF8, "application/json");
}
