using Clemap.Architecture.Tests.Planted;
using Clemap.Architecture.Tests.Rules;
using Clemap.Platform.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Clemap.Architecture.Tests;

public class StorageTests
{
    public static TheoryData<string> Modules() => [.. Rooms.Modules];

    [Theory]
    [MemberData(nameof(Modules))]
    public void Every_row_is_fenced_by_its_organisation(string module)
    {
        using var context = DesignContext(module);

        StorageRule.UnfencedRows(context.Model).ShouldBeEmpty();
    }

    [Fact]
    public void A_row_without_a_fence_is_seen()
    {
        using var context = new LeakyContext(new DbContextOptionsBuilder().UseNpgsql("Host=none").Options);

        StorageRule.UnfencedRows(context.Model).ShouldBe(
        [
            "HomelessRow belongs to no organisation and is not on the list of exceptions",
            "the key of MisledRow is not led by the organisation",
            "MisledRow has no query filter",
            "MisledRow has no query filter by site",
        ]);
    }

    [Theory]
    [MemberData(nameof(Modules))]
    public void No_module_uses_the_context_of_another(string module) => StorageRule
        .ForeignContexts(References.Of(Rooms.FileOf(module)), Rooms.Modules.Where(other => other != module).SelectMany(ContextsOf)).ShouldBeEmpty();

    [Fact]
    public void An_intruder_is_seen() => StorageRule
        .ForeignContexts(References.Of(typeof(Intruder).Assembly.Location), [typeof(ModuleDbContext).FullName!])
        .ShouldBe(["uses Clemap.Platform.Database.ModuleDbContext"]);

    [Theory]
    [MemberData(nameof(Modules))]
    public void No_module_reads_a_table_of_another(string module) => Repository.Sources(module)
        .SelectMany(file => StorageRule.ForeignTables(SchemaOf(module), File.ReadAllText(file)).Select(found => $"{Path.GetFileName(file)}: {found}"))
        .ShouldBeEmpty();

    // A function is a contract, a table is not.
    [Theory]
    [InlineData("select * from platform.sites where true", true)]
    [InlineData("SELECT 1 FROM a JOIN \"identity\".\"accounts\" ON true", true)]
    [InlineData("select * from platform.find_device(@serial)", false)]
    [InlineData("select * from billing.invoices", false)]
    public void A_table_of_another_is_seen(string sql, bool seen) => StorageRule.ForeignTables("billing", sql).Any().ShouldBe(seen);

    private static string SchemaOf(string module) => module["Clemap.".Length..].ToLowerInvariant();

    private static IEnumerable<string> ContextsOf(string module) => Rooms.Load(module).GetTypes()
        .Where(type => typeof(DbContext).IsAssignableFrom(type) && !type.IsAbstract).Select(type => type.FullName!);

    // The same factory the migrations tool uses: it builds the model and never connects.
    private static DbContext DesignContext(string module)
    {
        var factory = Rooms.Load(module).GetTypes().Single(type => type.GetInterfaces()
            .Any(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IDesignTimeDbContextFactory<>)));
        return (DbContext)factory.GetMethod(nameof(IDesignTimeDbContextFactory<DbContext>.CreateDbContext))!
            .Invoke(Activator.CreateInstance(factory), [Array.Empty<string>()])!;
    }
}
