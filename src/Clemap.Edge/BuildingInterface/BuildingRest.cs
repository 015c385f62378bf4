using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using Clemap.Edge.Configuration;
using Clemap.Edge.LocalApi.Access;
using Clemap.Edge.Meters;
using Clemap.Edge.Stations.Ocpp;
using Microsoft.Data.Sqlite;

namespace Clemap.Edge.BuildingInterface;

/// <summary>The requests of a building management system over REST. They read and write the same values as those over Modbus.</summary>
/// <param name="lockout">Of addresses and not of the user: whoever guesses must not shut the building manager out.</param>
internal sealed class BuildingRest(
    EdgeConfiguration configuration, BuildingControl control, Func<MeterSample?> meter, Lockout lockout, ILogger<BuildingRest> log)
{
    private const string Live = "/v1/live/data";
    private const string Settings = "/v1/settings";
    private const string KeepAlive = "/v1/keepalive";

    public Task ServeAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        if (Refusal(context) is { } refusal)
            return ProblemAsync(context, refusal);
        var (path, method) = (context.Request.Path.Value?.TrimEnd('/'), context.Request.Method);
        return (path, method) switch
        {
            (Live, "GET") => JsonAsync(context, BuildingLive.Of(meter()), BuildingRestJson.Default.BuildingLive),
            (Settings, "GET") => SettingsAsync(context),
            (Settings, "POST") => ChangeAsync(context),
            (KeepAlive, "POST") => KeepAliveAsync(context),
            (Live, _) => NotAllowedAsync(context, "GET"),
            (Settings, _) => NotAllowedAsync(context, "GET, POST"),
            (KeepAlive, _) => NotAllowedAsync(context, "POST"),
            _ => ProblemAsync(context, new(StatusCodes.Status404NotFound, "not-found")),
        };
    }

    private BuildingProblem? Refusal(HttpContext context)
    {
        string from = context.Connection.RemoteIpAddress?.ToString() ?? "";
        if (lockout.Waits(from) is { } wait)
        {
            int seconds = (int)Math.Ceiling(wait.TotalSeconds);
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            return new(StatusCodes.Status429TooManyRequests, "locked-out");
        }
        var building = configuration.Building!;
        string? given = context.Request.Headers.Authorization;
        if (BasicPassword.Fits(given, building.User!, building.Password!))
        {
            lockout.Succeeded(from);
            return null;
        }
        // Many clients ask first without a password; that is no guess.
        if (!string.IsNullOrEmpty(given))
        {
            lockout.Failed(from);
            log.LogWarning("A wrong user or password for the building interface came from {Address}", from);
        }
        context.Response.Headers.WWWAuthenticate = "Basic realm=\"building\", charset=\"UTF-8\"";
        return new(StatusCodes.Status401Unauthorized, "password-needed");
    }

    private Task SettingsAsync(HttpContext context) =>
        JsonAsync(context, BuildingSettingsView.Of(control, configuration.Building!.KeepAliveS), BuildingRestJson.Default.BuildingSettingsView);

    private async Task ChangeAsync(HttpContext context)
    {
        var (order, wrong) = await BuildingOrder.ReadAsync(context.Request);
        if (wrong is null && order.HasCurrent && !order.In(control.Settings).Active)
            wrong = NotActivated;
        if (wrong is not null)
        {
            await ProblemAsync(context, wrong);
            return;
        }
        try
        {
            control.Write(order.In);
        }
        catch (Exception failure) when (failure is SqliteException or IOException)
        {
            // What would not outlast a restart is not in force either.
            log.LogError("The settings of the building interface cannot be stored: {Message}", failure.Message);
            await ProblemAsync(context, new(StatusCodes.Status503ServiceUnavailable, "not-stored"));
            return;
        }
        await SettingsAsync(context);
    }

    private Task KeepAliveAsync(HttpContext context)
    {
        if (!control.Settings.Active)
            return ProblemAsync(context, NotActivated);
        control.KeepAlive();
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static BuildingProblem NotActivated => new(StatusCodes.Status409Conflict, "not-activated", "ActivePowerActivation", "must be true before a limit or a keep-alive counts");

    private static Task NotAllowedAsync(HttpContext context, string allowed)
    {
        context.Response.Headers.Allow = allowed;
        return ProblemAsync(context, new(StatusCodes.Status405MethodNotAllowed, "method-not-allowed"));
    }

    private static Task JsonAsync<T>(HttpContext context, T value, JsonTypeInfo<T> type) =>
        context.Response.WriteAsJsonAsync(value, type, cancellationToken: context.RequestAborted);

    private static Task ProblemAsync(HttpContext context, BuildingProblem problem)
    {
        context.Response.StatusCode = problem.Status;
        return context.Response.WriteAsJsonAsync(problem, BuildingProblemJson.Default.BuildingProblem, Problems.ContentType, context.RequestAborted);
    }
}
