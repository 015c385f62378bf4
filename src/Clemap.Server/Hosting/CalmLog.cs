using Clemap.Server.Configuration;

namespace Clemap.Server.Hosting;

/// <summary>One line an event, in UTC, and of the libraries only what a person should look at.</summary>
internal static class CalmLog
{
    private const string Time = "yyyy-MM-ddTHH:mm:ss.fffZ ";

    public static void AddCalmLog(this ILoggingBuilder logging, ServerSettings settings)
    {
        logging.ClearProviders();
        foreach (var library in new[] { "Microsoft", "System", "OpenIddict", "Hangfire", "Npgsql", "Polly" })
            logging.AddFilter(library, LogLevel.Warning);
        // A refused device or a wrong password is logged by the rooms themselves, with what matters.
        logging.AddFilter("OpenIddict", LogLevel.Error);
        if (settings.JsonLog)
            logging.AddJsonConsole(console => (console.TimestampFormat, console.UseUtcTimestamp) = (Time, true));
        else
            logging.AddSimpleConsole(console => (console.SingleLine, console.TimestampFormat, console.UseUtcTimestamp) = (true, Time, true));
    }
}
