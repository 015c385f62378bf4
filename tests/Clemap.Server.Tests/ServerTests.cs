using Clemap.Testing;

[assembly: AssemblyFixture(typeof(ServerFixture))]
