using Microsoft.EntityFrameworkCore.Migrations;

namespace Clemap.Platform.Database;

/// <summary>What EF's model cannot say of the migration that brought preregistered devices.</summary>
internal static class ManufactureFences
{
    /// <summary>
    /// No organisation owns these rows, so nobody may list them: the app role is granted nothing, and should it ever be, row-level security shows it nothing either.
    /// The migrator, as whom staff import them and as whom the functions run, has a policy of its own, since security is forced on the owner too.
    /// </summary>
    public static void FenceManufacture(this MigrationBuilder migration) => migration.Sql(
        """
        alter table platform.manufactured_devices enable row level security;
        alter table platform.manufactured_devices force row level security;
        create policy manufacture on platform.manufactured_devices to current_user using (true) with check (true);
        """);
}
