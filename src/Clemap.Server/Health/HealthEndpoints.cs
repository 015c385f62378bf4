using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Clemap.Server.Health;

/// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: it can do its work, or says why not.</summary>
internal static class HealthEndpoints
{
    public static void AddHealth(this IServiceCollection services) => services.AddHealthChecks().AddCheck<DatabaseCheck>("database");

    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        // Short-circuited: health must not hang on sign-in, sessions or anything else of the pipeline.
        endpoints.MapHealthChecks("/health/live", new() { Predicate = static _ => false, ResponseWriter = WriteAsync }).AllowAnonymous().ShortCircuit();
        endpoints.MapHealthChecks("/health/ready", new() { ResponseWriter = WriteAsync }).AllowAnonymous().ShortCircuit();
    }

    private static Task WriteAsync(HttpContext http, HealthReport report) => http.Response.WriteAsJsonAsync(new
    {
        Status = report.Status == HealthStatus.Healthy ? "ok" : "not-ready",
        Reasons = report.Entries.Where(entry => entry.Value.Status != HealthStatus.Healthy)
            .Select(entry => $"{entry.Key}: {entry.Value.Description}").ToArray(),
    });
}
