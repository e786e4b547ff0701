//! The whole server over real HTTP, one file per concern.

mod admin;
mod auth;
mod avatars;
mod community;
mod conditional;
mod contract;
mod export;
mod identities;
mod manage;
mod me;
mod one_profile;
mod policies;
mod security;
mod service;
mod tenant;
