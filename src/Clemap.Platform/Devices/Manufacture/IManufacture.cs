using Clemap.Platform.Database;

namespace Clemap.Platform.Devices.Manufacture;

/// <summary>Devices as the factory hands them over. For staff at the console: it works with the rights of the migrator, and no endpoint leads here.</summary>
public interface IManufacture
{
    /// <summary>
    /// Preregisters the devices of a CSV file, all or none. A row that is known already, as it is, changes nothing, so that a file may be imported again.
    /// </summary>
    /// <param name="csv">UTF-8 with the columns <c>serial</c>, <c>order_number</c>, <c>public_key</c> and <c>code</c> or <c>code_hash</c>.</param>
    Task<ManufactureImport> ImportAsync(byte[] csv, CancellationToken cancellationToken);
}

/// <summary>The way in for a program that serves nobody.</summary>
public static class ClemapManufacture
{
    public static IManufacture Of(DatabaseConnections connections) => new Manufacture(connections, TimeProvider.System);
}

/// <param name="Added">Devices that were not known; 0 when there are problems.</param>
/// <param name="Known">Devices that were known as they stand in the file.</param>
/// <param name="Problems">When there is one, nothing was imported.</param>
public sealed record ManufactureImport(int Added, int Known, IReadOnlyList<ManufactureProblem> Problems);

/// <summary>A rule that a row broke.</summary>
/// <param name="Line">Of the file, from 1.</param>
/// <param name="Column">Name of the column; empty when it is the row as a whole.</param>
/// <param name="Code">Stable, for programs.</param>
/// <param name="Message">One English sentence. It never holds a one-time code.</param>
public sealed record ManufactureProblem(long Line, string Column, string Code, string Message);
