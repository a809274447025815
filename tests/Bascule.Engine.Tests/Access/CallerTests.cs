using Bascule.Engine.Access;

namespace Bascule.Engine.Tests.Access;

/// <summary>Whose rows and kept responses a key may see.</summary>
public sealed class CallerTests
{
    [Fact]
    public void Tenant_OfATeam_IsTheTeam() => Assert.Equal("team:search", Caller.TenantOf("search", "web", "file:web"));

    [Fact]
    public void Tenant_OfAKeyOfTheFile_IsItsName()
    {
        Assert.Equal("key:web", Caller.TenantOf(null, "web", "file:web"));
        Assert.Equal("key:web", Caller.TenantOf(null, "web", null));    // rows from before ids
    }

    [Fact]
    public void Tenant_OfAKeyThatCanBeRenamed_GoesByItsId()
    {
        var tenant = Caller.TenantOf(null, "web", "key_1");
        Assert.Equal(tenant, Caller.TenantOf(null, "shop", "key_1"));
        Assert.NotEqual(tenant, Caller.TenantOf(null, "web", "key_2"));
        Assert.NotEqual(tenant, Caller.TenantOf(null, "web", "file:web"));
        Assert.NotEqual(tenant, Caller.TenantOf("key_1", null, null));
    }

    [Fact]
    public void Tenant_WithoutKeys_IsNobodys() => Assert.Null(Caller.TenantOf(null, null, null));
}
