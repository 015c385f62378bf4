using Clemap.Platform.Database;
using Clemap.Server.Configuration;
using Clemap.Server.Database;
using Clemap.Server.Postgres;
using Npgsql;

namespace Clemap.Server.Commands;

/// <summary>
/// What staff do at the console of the server, with the configuration of the server and its database, whether it runs or not. Words that begin with two dashes are
/// configuration; the others are the command.
/// </summary>
internal static class Command
{
    private const string Usage = """
        clemap-server                                       serve
        clemap-server devices import FILE                   preregister the devices of a CSV file of the factory
        clemap-server licences add ORGANISATION PLAN STATIONS FROM UNTIL ORDER
                                                            enter a licence that was sold; days as 2026-11-29, UNTIL - for one without end
        """;

    /// <returns><see langword="null"/> when the words are no command, so that the server shall start.</returns>
    public static Func<TextWriter, TextWriter, CancellationToken, Task<int>>? Of(string[] args)
    {
        var words = args.TakeWhile(word => !word.StartsWith("--", StringComparison.Ordinal)).ToArray();
        var settings = args[words.Length..];
        return words switch
        {
            [] => null,
            ["devices", "import", var file] => (output, errors, cancellationToken) =>
                RunAsync(settings, connections => DevicesCommand.ImportAsync(connections, file, output, errors, cancellationToken), errors, cancellationToken),
            ["licences", "add", var organisation, var plan, var stations, var from, var until, var order] => (output, errors, cancellationToken) =>
                RunAsync(
                    settings,
                    connections => LicencesCommand.AddAsync(connections, organisation, plan, stations, from, until, order, output, errors, cancellationToken),
                    errors, cancellationToken),
            _ => async (_, errors, _) =>
            {
                await errors.WriteLineAsync(Usage);
                return 2;
            }
            ,
        };
    }

    private static async Task<int> RunAsync(string[] settings, Func<DatabaseConnections, Task<int>> work, TextWriter errors, CancellationToken cancellationToken)
    {
        var configuration = WebApplication.CreateBuilder(new WebApplicationOptions { Args = settings, ContentRootPath = AppContext.BaseDirectory }).Configuration;
        try
        {
            await using var database = await ServerDatabase.OpenBesideAsync(ServerSettings.From(configuration), cancellationToken);
            return await work(database.Connections);
        }
        catch (PostgresException missing) when (missing.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName or PostgresErrorCodes.UndefinedFunction)
        {
            await errors.WriteLineAsync("The database is not prepared for this version: start the server once.");
            return 2;
        }
        catch (Exception failure) when (failure is SettingsException or PrivatePostgresException or NpgsqlException)
        {
            await errors.WriteLineAsync(failure.Message);
            return 2;
        }
    }
}
