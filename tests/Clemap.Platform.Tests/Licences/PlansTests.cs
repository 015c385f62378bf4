using Clemap.Platform.Licences;

namespace Clemap.Platform.Tests.Licences;

public sealed class PlansTests
{
    private const string Free = """{ "code": "floem-free", "name": "Floem FREE", "options": [] }""";
    private const string All = """{ "code": "all", "name": "All", "options": ["billing", "sdat", "api-clients", "peak-cap", "v2g", "cascade"] }""";

    [Fact]
    public void Shipped_AreSound_AndFloemFreeCostsNothing()
    {
        var plans = Plans.Load();
        plans.Find(Plans.Free)!.Name.ShouldBe("Floem FREE");
        plans.Find("floem-complete")!.Options.ShouldBe(LicenceOption.All, ignoreOrder: true);
    }

    [Fact]
    public void Sound_IsRead() => Plans.Read(Json(Free, All)).All.Count.ShouldBe(2);

    [Theory]
    [InlineData("""{ "code": "x", "name": "X", "options": ["free-beer"] }""", "plans.options: 'free-beer' of 'x' must be one of billing")]
    [InlineData("""{ "code": "x", "name": "X", "options": ["billing", "billing"] }""", "stands there twice")]
    [InlineData("""{ "code": "X Y", "name": "X", "options": [] }""", "plans.code: 'X Y'")]
    [InlineData("""{ "code": "x", "name": " ", "options": [] }""", "plans.name")]
    [InlineData("""{ "code": "all", "name": "X", "options": [] }""", "the code 'all' stands there twice")]
    [InlineData("""{ "code": "x", "name": "X", "options": [], "price": 3 }""", "price")]
    [InlineData("""{ "code": "x", "options": [] }""", "name")]
    [InlineData("""{ "code": "x", "name": "X", "options": null }""", "plans.json")]
    public void Broken_IsRefused_AndSaysWhere(string plan, string part) =>
        Should.Throw<InvalidDataException>(() => Plans.Read(Json(Free, All, plan))).Message.ShouldContain(part);

    [Fact]
    public void WithoutTheFreePlan_OrAnOptionThatNobodySells_IsRefused()
    {
        Should.Throw<InvalidDataException>(() => Plans.Read(Json(All))).Message.ShouldContain("'floem-free' must be there");
        Should.Throw<InvalidDataException>(() => Plans.Read(Json(Free))).Message.ShouldContain("no plan gives 'billing'");
        Should.Throw<InvalidDataException>(() => Plans.Read(Json(Free, All).Replace("30", "900", StringComparison.Ordinal))).Message.ShouldContain("graceDays");
    }

    private static string Json(params string[] plans) => $$"""{ "noticeDays": 30, "graceDays": 30, "plans": [{{string.Join(", ", plans)}}] }""";
}
