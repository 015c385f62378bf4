using System.Data.Common;
using Clemap.Platform.Organisations;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Clemap.Platform.Database;

/// <summary>
/// Tells PostgreSQL at each opening of a pooled connection for which organisation, which of its sites and, where only that is reached, for whose own it acts. Returning the connection to the pool discards the setting.
/// </summary>
internal sealed class OrganisationConnectionInterceptor(IOrganisationContext organisation) : DbConnectionInterceptor
{
    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = CommandFor(connection);
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        await using var command = CommandFor(connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private DbCommand CommandFor(DbConnection connection)
    {
        var command = connection.CreateCommand();
        command.CommandText = "select set_config('app.organisation_id', $1, false), set_config('app.site_ids', $2, false), set_config('app.person_id', $3, false)";
        foreach (var value in new[] { organisation.OrganisationId?.ToString() ?? "", organisation.Reach.Setting, organisation.Reach.Person?.ToString() ?? "" })
        {
            var parameter = command.CreateParameter();
            parameter.Value = value;
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
