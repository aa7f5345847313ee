package dev.roomcast.auth;

import java.util.List;

import dev.roomcast.protocol.Right;

/** What a role gives in every room, whatever a token lists and settings take away. */
enum RoleGrants implements Grants {
    ADMIN,
    SERVICE;

    @Override
    public boolean allow(Right right, String room) {
        return this == ADMIN || right != Right.MODERATE;
    }

    @Override
    public List<String> because(Right right, String room) {
        return List.of(
                this == ADMIN
                        ? "a role that counts as admin (roomcast.auth.admin-roles) has every right"
                        : "a role that counts as service (roomcast.auth.service-roles) has every right but moderate");
    }
}
