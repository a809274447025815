using Bascule.Storage.Postgres;

namespace Bascule.Storage.Tests.Postgres;

/// <summary>Addresses as operators write them.</summary>
public sealed class PostgresUrlTests
{
    [Theory]
    [InlineData("postgres://db.internal/bascule", "Host=db.internal;Database=bascule")]
    [InlineData("postgresql://me:p%40ss%2Fword@db:6432/b?sslmode=verify-full&sslrootcert=/ca.crt", "Host=db:6432;Database=b;Username=me;Password=p@ss/word;SSL Mode=VerifyFull;Root Certificate=/ca.crt")]
    [InlineData("postgres://me:pw@one:5432,two:5433/b", "Host=one:5432,two:5433;Database=b;Username=me;Password=pw")]
    [InlineData("postgres://%2Fvar%2Frun/b?host=/var/run/postgresql", "Host=/var/run/postgresql;Database=b")]
    public void Url_Read_IsWhatNpgsqlTakes(string url, string expected)
    {
        var read = PostgresUrl.TryRead(url, out var why);

        Assert.Equal("", why);
        read!.Remove("Application Name");
        Assert.True(new Npgsql.NpgsqlConnectionStringBuilder(expected).EquivalentTo(read), read.ConnectionString);
    }

    [Theory]
    [InlineData("sqlite:bascule.db")]
    [InlineData("postgres:///bascule")]
    [InlineData("postgres://me:secret@db/b?nonsense=1")]
    [InlineData("postgres://me:secret@db/b?sslmode=nonsense")]
    public void Url_Wrong_SaysWhyWithoutItsSecret(string url)
    {
        Assert.Null(PostgresUrl.TryRead(url, out var why));
        Assert.NotEmpty(why);
        Assert.DoesNotContain("secret", why);
    }

    [Fact]
    public void Url_Shown_HoldsNeitherUserNorPasswordNorParameters()
    {
        Assert.Equal("postgres://db:6432/b", PostgresUrl.Shown("postgresql://me:secret@db:6432/b?password=other"));
        Assert.Equal("bascule.yaml", PostgresUrl.Shown("bascule.yaml"));
    }
}
