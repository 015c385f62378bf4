using System.Data.Common;
using Clemap.Platform.Organisations;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Clemap.Platform.Database;

/// <summary>
/// Tells PostgreSQL at each opening of a pooled connection for which organisation it acts. Returning the connection to the pool discards the setting.
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
        command.CommandText = "select set_config('app.organisation_id', $1, false)";
        var parameter = command.CreateParameter();
        parameter.Value = organisation.OrganisationId?.ToString() ?? "";
        command.Parameters.Add(parameter);
        return command;
    }
}
