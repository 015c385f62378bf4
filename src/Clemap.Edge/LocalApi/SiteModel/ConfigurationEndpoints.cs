using System.Globalization;
using System.Net.Mime;
using System.Text.Json;
using Clemap.Edge.CloudLink;
using Clemap.Edge.Configuration;
using Clemap.Edge.LocalApi.Access;
using Clemap.Edge.Meters;
using Clemap.Edge.Outbox;
using Clemap.Edge.Stations;
using Clemap.Edge.Stations.Clouds;

namespace Clemap.Edge.LocalApi.SiteModel;

/// <summary>Reading, checking and changing edge.json; backup and restore.</summary>
internal static class ConfigurationEndpoints
{
    /// <summary>Changes at once that the journal tells field by field.</summary>
    private const int MostNoted = 200;

    public static void MapConfiguration(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/site", (EdgeConfiguration configuration) => Results.Json(View(configuration), SiteModelJson.Default.SiteView)).For(LocalRole.Viewer);
        routes.MapGet("/api/configuration", Get).For(LocalRole.Electrician);
        routes.MapGet("/api/configuration/choices", (EdgeConfiguration configuration) =>
            Results.Json(Offered(configuration.Models), SiteModelJson.Default.Choices)).For(LocalRole.Electrician);
        routes.MapPost("/api/configuration/check", CheckAsync).For(LocalRole.Electrician);
        routes.MapPut("/api/configuration", PutAsync).For(LocalRole.Electrician);
        routes.MapGet("/api/backup", GetBackup).For(LocalRole.Electrician);
        routes.MapPost("/api/restore", RestoreAsync).For(LocalRole.Electrician);
    }

    private static Choices Offered(StationModels models)
    {
        var stations = models.All.Select(model => model.Id).ToList();
        return new Choices(
            stations, [.. stations.Where(StationModels.IsSwitched)], MeterModels.Known.Split(", "),
            stations.Concat(MeterModels.OfClouds).Select(model => (Model: model, Vendor: CloudModels.VendorOf(model)))
                .Where(pair => pair.Vendor is not null).ToDictionary(pair => pair.Model, pair => pair.Vendor!.Id),
            [.. CloudVendors.All.Select(vendor => new CloudVendorChoice(vendor.Id, vendor.Name, vendor.HasUser))]);
    }

    private static SiteView View(EdgeConfiguration configuration) => new(
        configuration.Serial,
        [.. configuration.Circuits.Select(c => new SiteCircuit(c.Id, c.Name, c.ParentId, c.RatingA, c.MeterId))],
        [.. configuration.Meters.Select(m => new SiteMeter(m.Id, m.Name, JsonNamingPolicy.KebabCaseLower.ConvertName(m.Kind.ToString())))],
        [.. configuration.Stations.Select(s => new SiteStation(
            s.Id, s.Name, s.CircuitId, s.Model, s.Switched, s.Phases, s.Rotation, s.MinimumA, s.MaximumA, s.FallbackA))]);

    private static IResult Get(HttpContext context, ConfigurationStore store)
    {
        var (configuration, etag) = store.Read();
        context.Response.Headers.ETag = etag;
        return Results.Bytes(ConfigurationText.Of(configuration), MediaTypeNames.Application.Json);
    }

    private static async Task<IResult> CheckAsync(HttpContext context, ConfigurationStore store)
    {
        var (body, wrong) = await Problems.BytesAsync(context.Request);
        if (body is null)
            return wrong!;
        var (configuration, problems) = Checked(body, store.Read().Configuration);
        return Results.Json(
            new CheckResult(In(context, problems), configuration is null ? null : FallbackTable.Of(configuration)), SiteModelJson.Default.CheckResult);
    }

    private static async Task<IResult> PutAsync(HttpContext context, ConfigurationStore store, Restart restart, Journal journal, ILogger<ConfigurationStore> log)
    {
        if (context.Request.Headers.IfMatch.ToString() is not { Length: > 0 } ifMatch)
            return Problems.Of(StatusCodes.Status428PreconditionRequired, "if-match-missing");
        var (body, wrong) = await Problems.BytesAsync(context.Request);
        if (body is null)
            return wrong!;
        var (configuration, problems) = Checked(body, store.Read().Configuration);
        return configuration is null || problems.Count > 0
            ? Wrong(context, problems)
            : Apply(context, store, restart, journal, log, configuration, ifMatch == "*" ? null : ifMatch);
    }

    private static IResult GetBackup(HttpContext context, ConfigurationStore store, TimeProvider time)
    {
        var (configuration, _) = store.Read();
        // The code of the first connection is a secret, and spent after it.
        var kept = configuration.Cloud is { } cloud ? configuration with { Cloud = cloud with { OneTimeCode = null } } : configuration;
        using var document = JsonDocument.Parse(ConfigurationText.Of(kept));
        var backup = new Backup(Backup.KnownFormat, 1, configuration.Serial, Software.Version, time.GetUtcNow(), document.RootElement.Clone());
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"clemap-{FileName(configuration.Serial)}-{time.GetUtcNow():yyyy-MM-dd}.json\"";
        return Results.Json(backup, SiteModelJson.Default.Backup);
    }

    /// <summary>Whoever the box was before: it keeps its own serial number, folders and ports.</summary>
    private static async Task<IResult> RestoreAsync(HttpContext context, ConfigurationStore store, Restart restart, Journal journal, ILogger<ConfigurationStore> log)
    {
        var stands = store.Read().Configuration;
        var (body, wrong) = await Problems.BytesAsync(context.Request);
        if (body is null)
            return wrong!;
        var (backup, configuration, problems) = BackupFile.Read(body, stands.Models);
        if (backup is null || configuration is null || problems.Count > 0)
            return Wrong(context, problems);
        if (Redirected(configuration, stands).ToList() is { Count: > 0 } redirected)
            return Wrong(context, redirected);
        journal.AddOf(
            Caller.Of(context).Name, "configuration.restored", $"Restored the backup of {backup.Serial}, made {backup.MadeAt:yyyy-MM-dd HH:mm} UTC.",
            backup.Serial, backup.MadeAt.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture));
        return Apply(context, store, restart, journal, log, configuration with
        {
            Serial = stands.Serial,
            DataDir = stands.DataDir,
            LocalPort = stands.LocalPort,
            Local = stands.Local,
            Cloud = configuration.Cloud is { } cloud ? cloud with { OneTimeCode = stands.Cloud?.OneTimeCode } : null,
        }, null);
    }

    private static IResult Apply(
        HttpContext context, ConfigurationStore store, Restart restart, Journal journal, ILogger log, EdgeConfiguration configuration, string? ifMatch)
    {
        var stands = store.Read().Configuration;
        var (outcome, etag) = store.Put(configuration, ifMatch);
        if (outcome != PutOutcome.Applied)
            return outcome == PutOutcome.Changed
                ? Problems.Of(StatusCodes.Status412PreconditionFailed, "changed-meanwhile")
                : Problems.Of(StatusCodes.Status409Conflict, outcome == PutOutcome.Restarting ? "restarting" : "not-writable");
        log.LogInformation("{Who} changed the configuration; the controller starts again with it", Caller.Of(context).Name);
        Note(journal, Caller.Of(context).Name, ConfigurationChanges.Between(stands, configuration));
        context.Response.Headers.ETag = etag;
        context.Response.OnCompleted(restart.RequestAsync);
        return Results.Accepted();
    }

    private static void Note(Journal journal, string by, IReadOnlyList<ConfigurationChange> changes)
    {
        foreach (var change in changes.Take(MostNoted))
            journal.AddOf(by, change.What, change.Detail, change.Values);
        if (changes.Count > MostNoted)
            journal.AddOf(by, "configuration.more", $"And {changes.Count - MostNoted} more.", $"{changes.Count - MostNoted}");
    }

    private static (EdgeConfiguration? Configuration, IReadOnlyList<ConfigurationProblem> Problems) Checked(byte[] body, EdgeConfiguration stands)
    {
        var (configuration, problems) = ConfigurationText.Read(body, stands.Models);
        if (configuration is null)
            return (null, problems);
        // What would shut the electrician out, or make it another box, is changed at the box.
        (string Field, bool Same)[] kept =
        [
            ("serial", configuration.Serial == stands.Serial), ("dataDir", configuration.DataDir == stands.DataDir),
            ("localPort", configuration.LocalPort == stands.LocalPort), ("local", configuration.Local == stands.Local),
        ];
        return (configuration,
        [
            .. kept.Where(field => !field.Same).Select(field => new ConfigurationProblem(field.Field, "cannot be changed from the network")),
            .. Redirected(configuration, stands), .. problems,
        ]);
    }

    /// <summary>A stored password must not be sent to where somebody on the network likes.</summary>
    private static IEnumerable<ConfigurationProblem> Redirected(EdgeConfiguration configuration, EdgeConfiguration stands) =>
        (configuration.CloudAccounts ?? []).Index()
        .Where(entry => entry.Item.Address is not null && stands.CloudAccounts?.Any(known => (known.Name, known.Address) == (entry.Item.Name, entry.Item.Address)) != true)
        .Select(entry => new ConfigurationProblem($"cloudAccounts[{entry.Index}].address", "cannot be changed from the network"));

    private static IResult Wrong(HttpContext context, IReadOnlyList<ConfigurationProblem> problems) => Results.Json(
        new ConfigurationProblemDocument("configuration wrong", StatusCodes.Status422UnprocessableEntity, "configuration-wrong", In(context, problems)),
        SiteModelJson.Default.ConfigurationProblemDocument, Problems.ContentType, StatusCodes.Status422UnprocessableEntity);

    private static FieldProblem[] In(HttpContext context, IReadOnlyList<ConfigurationProblem> problems)
    {
        string language = Languages.Of(context.Request);
        return [.. problems.Select(problem => new FieldProblem(problem.Field, RuleSentences.In(language, problem.Rule)))];
    }

    private static string FileName(string serial) => string.Concat(serial.Where(c => char.IsAsciiLetterOrDigit(c) || c == '-'));
}
