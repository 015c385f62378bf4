using Clemap.Platform.Devices.Manufacture;
using Clemap.Testing;
using Npgsql;

namespace Clemap.Platform.Tests.Devices.Manufacture;

public sealed class ManufactureTests(PlatformFixture platform)
{
    private IManufacture Factory => ClemapManufacture.Of(platform.Connections);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Import_IsRepeatable_AndTakesWhatIsNew()
    {
        var (first, second) = (FactoryFile.Row(FactoryFile.NewSerial(), FactoryFile.NewKey()), FactoryFile.Row(FactoryFile.NewSerial()));

        (await Factory.ImportAsync(FactoryFile.Of(first), Cancel)).ShouldBe(new ManufactureImport(1, 0, []), new Same());
        (await Factory.ImportAsync(FactoryFile.Of(first), Cancel)).ShouldBe(new ManufactureImport(0, 1, []), new Same());
        (await Factory.ImportAsync(FactoryFile.Of(first, second), Cancel)).ShouldBe(new ManufactureImport(1, 1, []), new Same());
    }

    [Fact]
    public async Task Import_WithOneBadRow_ImportsNothing()
    {
        var good = FactoryFile.NewSerial();
        var import = await Factory.ImportAsync(FactoryFile.Of(FactoryFile.Row(good), FactoryFile.Row("x")), Cancel);
        import.Problems.ShouldHaveSingleItem().Line.ShouldBe(3);
        (await CountAsync(good)).ShouldBe(0);
    }

    [Fact]
    public async Task Import_KnownWithOtherValues_IsRefusedWhole_AndNamesLineAndColumns()
    {
        var (known, other) = (FactoryFile.NewSerial(), FactoryFile.NewSerial());
        await Factory.ImportAsync(FactoryFile.Of(FactoryFile.Row(known)), Cancel);

        var import = await Factory.ImportAsync(
            FactoryFile.Of(FactoryFile.Row(other), FactoryFile.Row(known, FactoryFile.NewKey(), "C-04A-WL-125A-CS", "ZZZZZ-ZZZZZ-ZZZZZ-ZZZZZ")), Cancel);

        import.Problems.Select(problem => (problem.Line, problem.Column, problem.Code))
            .ShouldBe([(3, "order_number", "changed"), (3, "public_key", "changed"), (3, "code", "changed")]);
        (await CountAsync(other)).ShouldBe(0);
    }

    [Fact]
    public async Task Import_TwiceAtOnce_AddsEachDeviceOnce()
    {
        var file = FactoryFile.Of([.. Enumerable.Range(0, 50).Select(_ => FactoryFile.Row(FactoryFile.NewSerial()))]);
        var imports = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Factory.ImportAsync(file, Cancel)));
        imports.Sum(import => import.Added).ShouldBe(50);
        imports.ShouldAllBe(import => import.Problems.Count == 0 && import.Added + import.Known == 50);
    }

    [Theory]
    [InlineData("select count(*) from platform.manufactured_devices")]
    [InlineData("insert into platform.manufactured_devices (serial, order_number, one_time_code_hash, imported_at) values ('X', 'Y', '', now())")]
    [InlineData("update platform.manufactured_devices set order_number = 'X'")]
    [InlineData("delete from platform.manufactured_devices")]
    public async Task Rights_alone_keep_the_app_role_out(string sql)
    {
        await using var connection = await DatabaseFixture.OpenAsync(platform.Connections.App, Cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        (await Should.ThrowAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Cancel))).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public async Task Row_level_security_alone_shows_the_app_role_nothing()
    {
        await Factory.ImportAsync(FactoryFile.Of(FactoryFile.Row(FactoryFile.NewSerial())), Cancel);
        await using var owner = await DatabaseFixture.OpenAsync(platform.Connections.Migrator, Cancel);
        await ExecuteAsync(owner, "grant select on platform.manufactured_devices to clemap_app"); // somebody grants by mistake
        try
        {
            await using var connection = await DatabaseFixture.OpenAsync(platform.Connections.App, Cancel);
            await using var command = new NpgsqlCommand("select count(*) from platform.manufactured_devices", connection);
            (await command.ExecuteScalarAsync(Cancel)).ShouldBe(0L);
        }
        finally
        {
            await ExecuteAsync(owner, "revoke select on platform.manufactured_devices from clemap_app");
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancel);
    }

    private async Task<long> CountAsync(string serial)
    {
        await using var connection = await DatabaseFixture.OpenAsync(platform.Connections.Migrator, Cancel);
        await using var command = new NpgsqlCommand("select count(*) from platform.manufactured_devices where serial = $1", connection) { Parameters = { new() { Value = serial } } };
        return (long)(await command.ExecuteScalarAsync(Cancel))!;
    }

    private sealed class Same : IEqualityComparer<ManufactureImport>
    {
        public bool Equals(ManufactureImport? one, ManufactureImport? other) =>
            (one!.Added, one.Known) == (other!.Added, other.Known) && one.Problems.SequenceEqual(other.Problems);

        public int GetHashCode(ManufactureImport import) => import.Added;
    }
}
