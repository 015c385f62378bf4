using Clemap.Edge.ControlLoop;
using Microsoft.Data.Sqlite;

namespace Clemap.Edge.Outbox;

/// <summary>Keeps the registers that the edge counts itself.</summary>
internal static class RegisterStore
{
    public static IReadOnlyDictionary<Guid, EnergyRegister> Load(EdgeDatabase database) => database.Use(connection => connection.Query(
        "select station, import_wh, export_wh, session_wh, session_export_wh from energy_registers",
        row => (Station: Guid.Parse(row.GetString(0)),
            Register: new EnergyRegister(row.GetDouble(1), row.GetDouble(2), row.GetDouble(3), row.GetDouble(4))))
        .ToDictionary(row => row.Station, row => row.Register));

    public static void Write(SqliteConnection connection, Guid station, EnergyRegister register) => connection.Execute(
        """
        insert or replace into energy_registers(station, import_wh, export_wh, session_wh, session_export_wh)
        values ($station, $import, $export, $session, $sessionExport)
        """,
        ("$station", station.ToString()), ("$import", register.ImportWh), ("$export", register.ExportWh),
        ("$session", register.SessionWh), ("$sessionExport", register.SessionExportWh));
}
