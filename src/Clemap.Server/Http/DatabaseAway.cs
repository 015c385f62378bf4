using Clemap.Platform.Http;
using Microsoft.AspNetCore.Diagnostics;
using Npgsql;

namespace Clemap.Server.Http;

/// <summary>
/// While the database starts, has no connection to give, or has no room, programs are asked to come back: it passes, and is no fault of the request. Wherever it is met, also where a token is looked at.
/// </summary>
internal sealed partial class DatabaseAway(ILogger<DatabaseAway> log) : IExceptionHandler
{
    // Class 57: an operator, or the end of another process, ended the connection.
    private const string OperatorIntervention = "57";

    public async ValueTask<bool> TryHandleAsync(HttpContext http, Exception exception, CancellationToken cancellationToken)
    {
        if (!(http.Request.Path.StartsWithSegments("/api") || http.Request.Path.StartsWithSegments("/connect")) || !Passes(exception))
            return false;
        Away(log, http.Request.Path, exception);
        // Spread, so that those who were sent away do not come back together.
        http.Response.Headers.RetryAfter = Random.Shared.Next(1, 6).ToString(System.Globalization.CultureInfo.InvariantCulture);
        await Problems.Problem(StatusCodes.Status503ServiceUnavailable, "busy", "The database cannot be asked now. Try again in a few seconds.").ExecuteAsync(http);
        return true;
    }

    /// <summary>EF Core wraps what may pass.</summary>
    private static bool Passes(Exception? exception) => exception switch
    {
        null => false,
        PostgresException refusal => refusal.IsTransient || refusal.SqlState.StartsWith(OperatorIntervention, StringComparison.Ordinal),
        NpgsqlException failure => failure.IsTransient,
        _ => Passes(exception.InnerException),
    };

    [LoggerMessage(EventId = 1601, Level = LogLevel.Warning, Message = "The database could not be asked for {Path}; who asked is told to come back.")]
    private static partial void Away(ILogger log, string path, Exception exception);
}
