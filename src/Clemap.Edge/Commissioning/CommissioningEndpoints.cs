using System.Security.Cryptography;
using System.Text;
using Clemap.Edge.Configuration;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.LocalApi.Access;
using Clemap.Edge.LocalApi.SiteModel;
using Clemap.Edge.Outbox;

namespace Clemap.Edge.Commissioning;

/// <summary>The tests of the commissioning, one at a time, and the report.</summary>
internal static class CommissioningEndpoints
{
    private const int MostPorts = 16;
    private const int LongestText = 2000;

    private static readonly string ReportPolicy = "default-src 'none'; style-src 'sha256-"
        + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(ReportPage.Style))) + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void AddCommissioning(this IServiceCollection services)
    {
        services.AddSingleton<TestBench>();
        services.AddSingleton(provider => new Identification(
            provider.GetRequiredService<EdgeConfiguration>().Models, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<Scan>();
        services.AddSingleton<PhaseTest>();
        services.AddSingleton<FallbackTest>();
        services.AddSingleton<MeterUnplugTest>();
        services.AddSingleton<StationUnplugTest>();
        services.AddSingleton<RippleTest>();
        services.AddSingleton<Reports>();
    }

    public static void MapCommissioning(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/commissioning", (EdgeConfiguration configuration, TestBench bench, Scan scan, RippleTest ripple) => Results.Json(
            new CommissioningView(
                bench.Running, bench.Results, TestPlan.NotRun(configuration, bench.Results), scan.Found, Subnet.OfThisBox(), ripple.Input),
            CommissioningJson.Default.CommissioningView)).For(LocalRole.Electrician);
        routes.MapPost("/api/commissioning/scan", ScanAsync).For(LocalRole.Electrician);
        routes.MapPost("/api/commissioning/phases", PhasesAsync).For(LocalRole.Electrician);
        routes.MapPost("/api/commissioning/fallback", (HttpContext context, TestBench bench, FallbackTest test) =>
        {
            string by = Caller.Of(context).Name;
            return Started(bench.TryStart("fallback", "", by, (running, cancellation) => test.RunAsync(running, by, cancellation)));
        }).For(LocalRole.Electrician);
        routes.MapPost("/api/commissioning/ripple", Ripple).For(LocalRole.Electrician);
        routes.MapPost("/api/commissioning/unplug", UnplugAsync).For(LocalRole.Electrician);
        routes.MapDelete("/api/commissioning/running", (TestBench bench) =>
        {
            bench.Cancel();
            return Results.NoContent();
        }).For(LocalRole.Electrician);
        routes.MapDelete("/api/commissioning/results", (HttpContext context, TestBench bench, Journal journal) =>
        {
            bench.Forget();
            journal.AddOf(Caller.Of(context).Name, "commissioning.forgot", "Deleted all results of the commissioning.");
            return Results.NoContent();
        }).For(LocalRole.Electrician);
        routes.MapGet("/api/commissioning/reports", (Reports reports) =>
            Results.Json(reports.List(), CommissioningJson.Default.IReadOnlyListReportView)).For(LocalRole.Electrician);
        routes.MapPost("/api/commissioning/reports", ReportAsync).For(LocalRole.Electrician);
        routes.MapGet("/api/commissioning/reports/{id}", Report).For(LocalRole.Electrician);
    }

    private static async Task<IResult> ScanAsync(HttpContext context, TestBench bench, Scan scan)
    {
        var (body, wrong) = await Problems.ReadAsync(context.Request, CommissioningJson.Default.ScanOrder);
        if (body is null)
            return wrong!;
        if (Subnet.Parse(body.Subnet) is not { } subnet)
            return Problems.Of(StatusCodes.Status422UnprocessableEntity, "subnet-wrong");
        if (body.Ports is { } ports && (ports.Count is 0 or > MostPorts || ports.Any(port => port is < 1 or > 65535)))
            return Problems.BadBody("ports: 1 to 16 numbers from 1 to 65535");
        return Started(bench.TryStart("scan", body.Subnet, Caller.Of(context).Name, (running, cancellation) => scan.RunAsync(running, subnet, body.Ports, cancellation)));
    }

    private static async Task<IResult> PhasesAsync(HttpContext context, TestBench bench, PhaseTest test, Site site)
    {
        var (body, wrong) = await Problems.ReadAsync(context.Request, CommissioningJson.Default.PhaseOrder);
        if (body is null)
            return wrong!;
        if (site.Stations.FirstOrDefault(station => station.Configuration.Id == body.StationId) is not { } station)
            return Problems.Of(StatusCodes.Status404NotFound, "not-found");
        if (!body.CarPlugged || (!station.Configuration.Switched && station.Latest is not { Sample.IsPlugged: true }))
            return Problems.Of(StatusCodes.Status409Conflict, "no-car");
        string by = Caller.Of(context).Name;
        return Started(bench.TryStart("phases", station.Name, by, async (running, cancellation) => [await test.RunAsync(running, station, by, cancellation)]));
    }

    private static IResult Ripple(HttpContext context, TestBench bench, RippleTest test, Site site)
    {
        if (site.Ripple is not { } input)
            return Problems.Of(StatusCodes.Status409Conflict, "no-ripple-input");
        string by = Caller.Of(context).Name;
        return Started(bench.TryStart("ripple", "", by, async (running, cancellation) => [await test.RunAsync(running, input, by, cancellation)]));
    }

    private static async Task<IResult> UnplugAsync(HttpContext context, TestBench bench, MeterUnplugTest ofMeter, StationUnplugTest ofStation, Site site)
    {
        var (body, wrong) = await Problems.ReadAsync(context.Request, CommissioningJson.Default.UnplugOrder);
        if (body is null)
            return wrong!;
        string by = Caller.Of(context).Name;
        if (site.Meters.FirstOrDefault(meter => meter.Configuration.Id == body.SubjectId) is { } meter)
            return Started(bench.TryStart("unplug", meter.Name, by, async (running, cancellation) => [await ofMeter.RunAsync(running, meter, by, cancellation)]));
        return site.Stations.FirstOrDefault(station => station.Configuration.Id == body.SubjectId) is { } station
            ? Started(bench.TryStart("unplug", station.Name, by, async (running, cancellation) => [await ofStation.RunAsync(running, station, by, cancellation)]))
            : Problems.Of(StatusCodes.Status404NotFound, "not-found");
    }

    private static async Task<IResult> ReportAsync(HttpContext context, Reports reports, Journal journal)
    {
        var (body, wrong) = await Problems.ReadAsync(context.Request, CommissioningJson.Default.ReportOrder);
        if (body is null)
            return wrong!;
        if (body.Electrician.Trim().Length == 0 || body.Electrician.Length + (body.Company?.Length ?? 0) + (body.Remarks?.Length ?? 0) > LongestText)
            return Problems.Of(StatusCodes.Status422UnprocessableEntity, "report-name-missing");
        var report = await reports.WriteAsync(body, Languages.Of(context.Request), context.RequestAborted);
        journal.AddOf(Caller.Of(context).Name, "report.made", $"Made the commissioning report {report.Id} for {body.Electrician.Trim()}.", report.Id, body.Electrician.Trim());
        return Results.Json(report, CommissioningJson.Default.ReportView, statusCode: StatusCodes.Status201Created);
    }

    private static IResult Report(string id, HttpContext context, Reports reports)
    {
        if (reports.Read(id) is not { } page)
            return Problems.Of(StatusCodes.Status404NotFound, "not-found");
        context.Response.Headers.ContentSecurityPolicy = ReportPolicy;
        context.Response.Headers.ContentDisposition = $"inline; filename=\"clemap-report-{id}.html\"";
        return Results.Bytes(page, "text/html; charset=utf-8");
    }

    private static IResult Started(bool isStarted) => isStarted ? Results.Accepted() : Problems.Of(StatusCodes.Status409Conflict, "test-runs");
}
